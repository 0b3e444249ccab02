/** Dates in the window are ISO strings (`2026-11-22`), as everywhere in the program. */
export type IsoDate = string

const RELATIVE: Record<string, number> = { 今天: 0, 今日: 0, 明天: 1, 明日: 1, 后天: 2, 大后天: 3, 昨天: -1, 昨日: -1, 前天: -2 }
const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const

function utc(iso: IsoDate): Date {
  return new Date(`${iso}T00:00:00Z`)
}

/** The date of these numbers, or null when no such day exists (30 February). */
export function dateOf(year: number, month: number, day: number): IsoDate | null {
  if (year < 1850 || year > 2200) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real ? date.toISOString().slice(0, 10) : null
}

/** `iso` moved by whole days. */
export function addDays(iso: IsoDate, days: number): IsoDate {
  const date = utc(iso)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Whole days from `from` to `to`, negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000)
}

/** The first day of the month `months` away from the month of `iso`. */
export function monthStart(iso: IsoDate, months = 0): IsoDate {
  const date = utc(iso)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)).toISOString().slice(0, 10)
}

/** 周一 is the week's first day; the weeks that show the whole month of `iso`. */
export function monthWeeks(iso: IsoDate): IsoDate[][] {
  const first = monthStart(iso)
  const last = addDays(monthStart(iso, 1), -1)
  let day = addDays(first, -((utc(first).getUTCDay() + 6) % 7))
  const weeks: IsoDate[][] = []
  while (day <= last) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(day, index)))
    day = addDays(day, 7)
  }
  return weeks
}

/** 周日 and its kin. */
export function weekday(iso: IsoDate): string {
  return `周${WEEKDAYS[utc(iso).getUTCDay()] ?? ''}`
}

/** `2026年11月22日`; a date-time keeps its hours: `2026年11月22日 9:30`. */
export function cnDate(value: string | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/.exec(value ?? '')
  if (!parts) return ''
  const day = `${parts[1]}年${Number(parts[2])}月${Number(parts[3])}日`
  return parts[4] ? `${day} ${Number(parts[4])}:${parts[5]}` : day
}

/** `11月22日 周日`, with the year where it is not this year's. */
export function shortDate(iso: IsoDate, today: IsoDate): string {
  const full = cnDate(iso.slice(0, 10))
  const text = iso.slice(0, 4) === today.slice(0, 4) ? full.slice(5) : full
  return `${text} ${weekday(iso.slice(0, 10))}`
}

/** How far a due date is, in words: 逾期 3 天, 今天到期, 还有 5 天. */
export function distance(due: IsoDate, today: IsoDate): string {
  const days = daysBetween(today, due.slice(0, 10))
  if (days < 0) return `逾期 ${-days} 天`
  if (days === 0) return '今天到期'
  if (days === 1) return '明天到期'
  return `还有 ${days} 天`
}

/**
 * A date as a clerk types it: 20261122, 261122, 1122, 2026-11-22, 2026.11.22, 11月22日, 今天, 明天, +7, 7天后.
 * Null when it is no date; month and day alone mean the year of `today`.
 */
export function parseTyped(text: string, today: IsoDate): IsoDate | null {
  const typed = text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, '')
  if (typed === '') return null
  const relative = RELATIVE[typed]
  if (relative !== undefined) return addDays(today, relative)
  const later = /^\+(\d{1,4})$|^(\d{1,4})[天日]后$/.exec(typed)
  if (later) return addDays(today, Number(later[1] ?? later[2]))
  const earlier = /^(\d{1,4})[天日]前$/.exec(typed)
  if (earlier) return addDays(today, -Number(earlier[1]))

  const year = Number(today.slice(0, 4))
  const eight = /^(\d{4})(\d{2})(\d{2})$/.exec(typed)
  if (eight) return dateOf(Number(eight[1]), Number(eight[2]), Number(eight[3]))
  const six = /^(\d{2})(\d{2})(\d{2})$/.exec(typed)
  if (six) return dateOf(Math.floor(year / 100) * 100 + Number(six[1]), Number(six[2]), Number(six[3]))
  const four = /^(\d{2})(\d{2})$/.exec(typed)
  if (four) return dateOf(year, Number(four[1]), Number(four[2]))
  const parts = /^(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})[日号]?$/.exec(typed)
  if (parts) return dateOf(Number(parts[1] ?? year), Number(parts[2]), Number(parts[3]))
  return null
}

/** A time as typed: 0930, 930, 9:30, 9点半, 9时30分, 下午3点. Null when it is no time. */
export function parseTime(text: string): string | null {
  const typed = text.replace(/\s+/g, '').replace('：', ':')
  const parts = /^(上午|下午|晚上)?(\d{1,2})(?:[:点时](?:(半)|(\d{1,2})分?)?|(\d{2}))?$/.exec(typed)
  if (!parts) return null
  let hour = Number(parts[2])
  const minute = parts[3] ? 30 : Number(parts[4] ?? parts[5] ?? 0)
  if ((parts[1] === '下午' || parts[1] === '晚上') && hour < 12) hour += 12
  if (hour > 23 || minute > 59) return null
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** A date-time as typed (`20261122 0930`, `明天 9:30`); the date alone keeps `fallbackTime`. */
export function parseDateTime(text: string, today: IsoDate, fallbackTime = '09:00'): string | null {
  const [first = '', ...rest] = text.trim().replace('T', ' ').split(/\s+/)
  const date = parseTyped(first, today)
  if (!date) return null
  const time = rest.length > 0 ? parseTime(rest.join('')) : fallbackTime
  return time ? `${date}T${time}` : null
}
