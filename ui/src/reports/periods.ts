import { addDays, monthStart, type IsoDate } from '@/parts/dates'

/** A natural stretch of days, as the core names it. */
export type Length = 'month' | 'quarter' | 'half-year' | 'year'

/** First and last day, both counted. */
export interface Days { from: IsoDate; to: IsoDate }

export const LENGTHS: { id: Length; title: string }[] = [
  { id: 'month', title: '月' },
  { id: 'quarter', title: '季度' },
  { id: 'half-year', title: '半年' },
  { id: 'year', title: '年' },
]
const MONTHS: Record<Length, number> = { month: 1, quarter: 3, 'half-year': 6, year: 12 }

/** The natural stretch that a day lies in. */
export function around(day: IsoDate, length: Length): Days {
  const months = MONTHS[length]
  const into = (Number(day.slice(5, 7)) - 1) % months
  const from = monthStart(day, -into)
  return { from, to: addDays(monthStart(from, months), -1) }
}

/** The next stretch of this length, or the one before. */
export function step(days: Days, length: Length, by: 1 | -1): Days {
  return around(by === 1 ? addDays(days.to, 1) : addDays(days.from, -1), length)
}

/** The length a stretch is exactly one of; null for any other stretch. */
export function lengthOf(days: Days): Length | null {
  const found = LENGTHS.find(({ id }) => {
    const natural = around(days.from, id)
    return natural.from === days.from && natural.to === days.to
  })
  return found?.id ?? null
}

/** What is reported now: in a stretch's first ten days usually still the one before. */
export function usual(today: IsoDate, length: Length): Days {
  return around(addDays(today, -10), length)
}
