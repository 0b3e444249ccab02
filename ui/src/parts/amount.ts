const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const SECTIONS = ['', '万', '亿']

/** The most a money field takes, in fen: below 万亿元, as the capital form has it. */
export const LARGEST_FEN = 99_999_999_999_999

/** Money as typed (`1234.5`, `1,234.50`, `1.2万`, `３００元`) in whole fen; null when it is no amount. */
export function parseAmount(text: string): number | null {
  const typed = text
    .replace(/[０-９．]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\s,，￥¥]/g, '')
    .replace(/元整?$/, '')
  const parts = /^(\d{1,15})(?:\.(\d{1,6}))?(万)?$/.exec(typed)
  if (!parts) return null
  const decimals = parts[3] ? 6 : 2
  const fraction = (parts[2] ?? '').padEnd(decimals, '0')
  if (fraction.length > decimals) return null
  const fen = Number(`${parts[1]}${fraction}`)
  return Number.isSafeInteger(fen) && fen <= LARGEST_FEN ? fen : null
}

/** `123450` fen as `1,234.50`. */
export function formatAmount(fen: number | null | undefined): string {
  if (fen == null || !Number.isFinite(fen)) return ''
  const sign = fen < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(fen) / 100)
  return `${sign}${whole.toLocaleString('en-US')}.${String(Math.abs(fen) % 100).padStart(2, '0')}`
}

function section(value: number): string {
  let text = ''
  let gap = false
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(value / 10 ** place) % 10
    if (digit === 0) {
      gap = text !== ''
      continue
    }
    text += `${gap ? '零' : ''}${DIGITS[digit] ?? ''}${PLACES[place] ?? ''}`
    gap = false
  }
  return text
}

/** The capital form a receipt needs (《支付结算办法》附一): 人民币壹仟肆佰零玖元伍角. Empty for a negative amount. */
export function capitalAmount(fen: number | null | undefined): string {
  if (fen == null || !Number.isInteger(fen) || fen < 0 || fen > LARGEST_FEN) return ''
  let whole = Math.floor(fen / 100)
  const jiao = Math.floor(fen / 10) % 10
  const cents = fen % 10
  let text = ''
  let lower = 0
  for (let index = 0; whole > 0; index += 1) {
    const value = whole % 10_000
    whole = Math.floor(whole / 10_000)
    if (value > 0) {
      // A gap before a lower part that does not fill its four places is spoken as one 零.
      const gap = text !== '' && lower < 1000 ? '零' : ''
      text = `${section(value)}${SECTIONS[index] ?? ''}${gap}${text}`
    }
    lower = value
  }
  const yuan = text === '' ? '' : `${text}元`
  if (jiao === 0 && cents === 0) return `人民币${yuan === '' ? '零元' : yuan}整`
  const tenths = jiao > 0 ? `${DIGITS[jiao] ?? ''}角` : yuan === '' ? '' : '零'
  return `人民币${yuan}${tenths}${cents > 0 ? `${DIGITS[cents] ?? ''}分` : ''}`
}
