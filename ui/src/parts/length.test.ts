import { describe, expect, it } from 'vitest'
import { lengthWords, readLength, writeLength } from './length'

describe('a period', () => {
  it.each([['30 days', '30 天'], ['1 month', '1 个月'], ['5 workdays', '5 个工作日'], ['48 hours', '48 小时'], ['2 quarters', '2 个季度']])('%s is %s', (value, words) => {
    expect(lengthWords(value)).toBe(words)
    const length = readLength(value)
    expect(length && writeLength(length.count, length.unit)).toBe(value)
  })
  it.each(['refuse', '30', 30, null, '30 moons'])('%s is none', (value) => expect(readLength(value)).toBeNull())
})
