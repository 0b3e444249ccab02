import { describe, expect, it } from 'vitest'
import { addDays, cnDate, dateOf, daysBetween, distance, monthWeeks, parseDateTime, parseTime, parseTyped, weekday } from './dates'

const today = '2026-11-22'

describe('a typed date', () => {
  it.each([
    ['20261122', '2026-11-22'],
    ['1122', '2026-11-22'],
    ['261122', '2026-11-22'],
    ['２０２６１１２２', '2026-11-22'],
    ['2026-1-5', '2026-01-05'],
    ['2026.01.05', '2026-01-05'],
    ['2026年1月5日', '2026-01-05'],
    ['1月5日', '2026-01-05'],
    ['1/5', '2026-01-05'],
    ['今天', '2026-11-22'],
    ['明天', '2026-11-23'],
    ['昨天', '2026-11-21'],
    ['+15', '2026-12-07'],
    ['15天后', '2026-12-07'],
    ['20240229', '2024-02-29'],
  ])('%s is %s', (typed, iso) => expect(parseTyped(typed, today)).toBe(iso))

  it.each(['', '20260230', '20261301', '0230', '2026', '99999999', '明', '2026-11', 'abc', '-5', '00010101'])('%s is no date', (typed) => {
    expect(parseTyped(typed, today)).toBeNull()
  })
})

describe('a typed time', () => {
  it.each([
    ['0930', '09:30'],
    ['930', '09:30'],
    ['9:30', '09:30'],
    ['9：30', '09:30'],
    ['9点半', '09:30'],
    ['9时5分', '09:05'],
    ['下午3点', '15:00'],
    ['15', '15:00'],
  ])('%s is %s', (typed, time) => expect(parseTime(typed)).toBe(time))
  it.each(['25:00', '9:70', '', 'x', '12345'])('%s is no time', (typed) => expect(parseTime(typed)).toBeNull())
  it('joins date and time', () => {
    expect(parseDateTime('明天 9:30', today)).toBe('2026-11-23T09:30')
    expect(parseDateTime('20261122', today)).toBe('2026-11-22T09:00')
    expect(parseDateTime('20261122 99', today)).toBeNull()
  })
})

describe('counting', () => {
  it('crosses months and leap years', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(daysBetween('2025-12-31', '2026-01-01')).toBe(1)
    expect(dateOf(2025, 2, 29)).toBeNull()
  })
  it('says the distance in words', () => {
    expect(distance('2026-11-19', today)).toBe('逾期 3 天')
    expect(distance(today, today)).toBe('今天到期')
    expect(distance('2026-11-23', today)).toBe('明天到期')
    expect(distance('2026-11-27', today)).toBe('还有 5 天')
  })
  it('lays a month out from 周一', () => {
    const weeks = monthWeeks(today)
    expect(weeks[0]?.[0]).toBe('2026-10-26')
    expect(weeks.at(-1)?.[6]).toBe('2026-12-06')
    expect(weekday('2026-11-22')).toBe('周日')
  })
  it('writes Chinese dates', () => {
    expect(cnDate('2026-01-05')).toBe('2026年1月5日')
    expect(cnDate('2026-01-05T09:30')).toBe('2026年1月5日 9:30')
    expect(cnDate(null)).toBe('')
  })
})
