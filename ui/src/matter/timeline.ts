import type { LaneView, MarkView, TimelineView } from '@/backend'
import { addDays, cnDate, daysBetween, monthStart, type IsoDate } from '@/parts/dates'

/** Days are drawn to scale between these two. */
export interface Span { from: IsoDate; until: IsoDate }

/** Everything a timeline shows, today with it, from the start of a month to the end of one. */
export function spanOf(view: Pick<TimelineView, 'today' | 'lanes'>): Span {
  const days = [view.today, ...view.lanes.flatMap((lane) => lane.marks.flatMap((mark) => [mark.from, mark.until ?? mark.from]))].sort()
  return { from: monthStart(days[0] ?? view.today), until: addDays(monthStart(days.at(-1) ?? view.today, 1), -1) }
}

/** Where a day begins, of the whole as 1. */
export function share(span: Span, day: IsoDate): number {
  return daysBetween(span.from, day) / (daysBetween(span.from, span.until) + 1)
}

/** How wide 2026年10月 is. */
const YEAR_AND_MONTH = 70

/** The months of a span; `named` are those whose words have room when a month is at least so wide. */
export function monthsOf(span: Span, width: number): { first: IsoDate; named: string }[] {
  const months: IsoDate[] = []
  for (let first = monthStart(span.from); first <= span.until; first = monthStart(first, 1)) months.push(first)
  const room = width / Math.max(1, months.length)
  const every = [1, 2, 3, 6, 12].find((step) => room * step >= 64) ?? 12
  const isNamed = (first: IsoDate) => (every >= 6 ? Number(first.slice(5, 7)) % every === 1 % every : (Number(first.slice(5, 7)) - 1) % every === 0)
  return months.map((first, index) => {
    const month = Number(first.slice(5, 7))
    // The first one says its year, and what would stand under that stays silent.
    const shown = index === 0 || (isNamed(first) && index * room >= YEAR_AND_MONTH)
    return { first, named: shown ? `${first.slice(0, 4)}年${month}月`.slice(month === 1 || index === 0 ? 0 : 5) : '' }
  })
}

/** A mark where it is drawn: in a row of its lane in which nothing else lies over it. */
export interface Placed { mark: MarkView; left: number; width: number; row: number }

/** Places the marks of a lane; periods that overlap go below each other, a day is never narrower than `least`. */
export function placed(lane: LaneView, span: Span, width: number, least: number): Placed[] {
  const ends: number[] = []
  return lane.marks.map((mark) => {
    const left = share(span, mark.from) * width
    const right = Math.max(left + least, share(span, addDays(mark.until ?? mark.from, 1)) * width)
    // Days may touch, periods may not hide one another.
    const free = mark.until ? ends.findIndex((end) => end <= left) : 0
    const row = free < 0 ? ends.length : free
    if (mark.until) ends[row] = right
    return { mark, left, width: right - left, row }
  })
}

/** A mark in words: 2026年3月6日至2026年3月12日 外出（7天）. */
export function wordsOf(lane: string, mark: MarkView): string {
  const days = mark.until ? daysBetween(mark.from, mark.until) + 1 : 1
  const when = mark.until && mark.until !== mark.from ? `${cnDate(mark.from)}至${cnDate(mark.until)}（${days}天）` : cnDate(mark.from)
  return `${lane}：${when} ${mark.text}`
}
