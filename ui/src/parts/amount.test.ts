import { describe, expect, it } from 'vitest'
import { capitalAmount, formatAmount, LARGEST_FEN, parseAmount } from './amount'

describe('a typed amount', () => {
  it.each([
    ['1234.5', 123450],
    ['1,234.50', 123450],
    ['￥300元', 30000],
    ['1.2万', 1200000],
    ['３００', 30000],
    ['0', 0],
    ['0.01', 1],
  ])('%s is %d fen', (typed, fen) => expect(parseAmount(typed)).toBe(fen))
  it.each(['', '-1', '1.234', 'abc', '1.2.3', '9999999999999999'])('%s is no amount', (typed) => expect(parseAmount(typed)).toBeNull())
  it('never loses a fen', () => {
    expect(parseAmount('1.15')).toBe(115)
    expect(parseAmount(formatAmount(LARGEST_FEN))).toBe(LARGEST_FEN)
  })
})

// The examples of 《支付结算办法》附一, and boundaries of 万 and 亿.
describe('the capital form', () => {
  it.each([
    [1640902, '人民币壹万陆仟肆佰零玖元零贰分'],
    [32504, '人民币叁佰贰拾伍元零肆分'],
    [140950, '人民币壹仟肆佰零玖元伍角'],
    [600714, '人民币陆仟零柒元壹角肆分'],
    [1000, '人民币壹拾元整'],
    [0, '人民币零元整'],
    [5, '人民币伍分'],
    [10000000, '人民币壹拾万元整'],
    [10000001000, '人民币壹亿零壹拾元整'],
    [100000000, '人民币壹佰万元整'],
    [2001000, '人民币贰万零壹拾元整'],
    [1005000, '人民币壹万零伍拾元整'],
  ])('%d fen is %s', (fen, text) => expect(capitalAmount(fen)).toBe(text))
  it('has none for what is no amount', () => {
    expect(capitalAmount(-1)).toBe('')
    expect(capitalAmount(1.5)).toBe('')
    expect(capitalAmount(null)).toBe('')
  })
})
