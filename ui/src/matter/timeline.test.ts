import { describe, expect, it } from 'vitest'
import type { LaneView, MarkView } from '@/backend'
import { monthsOf, placed, share, spanOf, wordsOf } from './timeline'

function mark(from: string, until: string | null = null): MarkView {
  return { from, until, text: '外出', matter: null }
}
function lane(...marks: MarkView[]): LaneView {
  return { id: 'l', title: '外出', marks }
}

describe('timeline', () => {
  it('reaches over all marks and today, in whole months', () => {
    expect(spanOf({ today: '2026-03-04', lanes: [lane(mark('2026-02-20', '2027-02-19'))] })).toEqual({ from: '2026-02-01', until: '2027-02-28' })
    expect(spanOf({ today: '2027-04-01', lanes: [lane(mark('2026-02-20'))] })).toEqual({ from: '2026-02-01', until: '2027-04-30' })
    expect(spanOf({ today: '2026-03-04', lanes: [lane()] })).toEqual({ from: '2026-03-01', until: '2026-03-31' })
  })
  it('draws days to scale', () => {
    const span = { from: '2026-01-01', until: '2026-12-31' }
    expect(share(span, '2026-01-01')).toBe(0)
    expect(share(span, '2026-07-02')).toBeCloseTo(182 / 365)
    expect(share(span, '2027-01-01')).toBe(1)
    const [period] = placed(lane(mark('2026-01-01', '2026-01-31')), span, 3650, 4)
    expect([period?.left, period?.width]).toEqual([0, 310])
  })
  it('puts periods that overlap below each other and keeps a single day visible', () => {
    const span = { from: '2026-01-01', until: '2026-12-31' }
    const rows = placed(lane(mark('2026-01-01', '2026-03-31'), mark('2026-02-01', '2026-02-10'), mark('2026-05-01', '2026-05-02')), span, 1000, 8)
    expect(rows.map((one) => one.row)).toEqual([0, 1, 0])
    expect(placed(lane(mark('2026-06-01')), span, 100, 8)[0]?.width).toBe(8)
  })
  it('names months as far as there is room', () => {
    const span = { from: '2026-01-01', until: '2027-12-31' }
    expect(monthsOf(span, 2400).filter((month) => month.named).length).toBe(24)
    const few = monthsOf(span, 150).filter((month) => month.named)
    expect(few.map((month) => month.named)).toEqual(['2026年1月', '2027年1月'])
    // From October on: November would lie under the words of October.
    const autumn = monthsOf({ from: '2026-10-01', until: '2027-09-30' }, 12 * 66).map((month) => month.named)
    expect(autumn.slice(0, 4)).toEqual(['2026年10月', '', '12月', '2027年1月'])
  })
  it('says a period with its days', () => {
    expect(wordsOf('外出', mark('2026-03-06', '2026-03-12'))).toBe('外出：2026年3月6日至2026年3月12日（7天） 外出')
    expect(wordsOf('外出', mark('2026-03-06'))).toBe('外出：2026年3月6日 外出')
  })
})
