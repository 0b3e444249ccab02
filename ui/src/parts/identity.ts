import { dateOf, type IsoDate } from './dates'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'

/** What an ID number says of itself (GB 11643), and what is wrong with it. */
export interface IdentityReading {
  /** The number without spaces, X in capitals. */
  number: string
  birth: IsoDate | null
  sex: '男' | '女' | null
  /** What does not fit, in words; a doubt to confirm, never a refusal. */
  problems: string[]
}

/** Without spaces and hyphens, full-width digits made plain, X in capitals. */
export function plainId(text: string): string {
  return text
    .replace(/[０-９Ｘｘ]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\s-]/g, '')
    .toUpperCase()
}

/** Grouped 6-8-4 with spaces, as it is read aloud; while typing the groups fill from the left. */
export function groupId(text: string): string {
  const number = plainId(text)
  return [number.slice(0, 6), number.slice(6, 14), number.slice(14)].filter((part) => part !== '').join(' ')
}

/** The check digit of the first seventeen digits. */
export function checkDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index] ?? 0), 0)
  return CHECK[sum % 11] ?? ''
}

/** Reads an 18-digit (or old 15-digit) number. */
export function readIdentity(text: string): IdentityReading {
  const number = plainId(text)
  const problems: string[] = []
  let full = number
  if (/^\d{15}$/.test(number)) {
    full = `${number.slice(0, 6)}19${number.slice(6)}`
    full += checkDigit(full)
  } else if (!/^\d{17}[\dX]$/.test(number)) {
    return { number, birth: null, sex: null, problems: [`身份证号应为 18 位，现为 ${number.length} 位，请核对原件。`] }
  }
  const birth = dateOf(Number(full.slice(6, 10)), Number(full.slice(10, 12)), Number(full.slice(12, 14)))
  if (!birth) problems.push('第 7 至 14 位不是一个日期，请核对原件。')
  if (checkDigit(full.slice(0, 17)) !== full[17]) problems.push('最后一位校验码不符，请核对原件；确实如此的，可以照录并说明。')
  return { number, birth, sex: Number(full[16]) % 2 === 1 ? '男' : '女', problems }
}
