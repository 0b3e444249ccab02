import { describe, expect, it } from 'vitest'
import { groupId, plainId, readIdentity } from './identity'

// 11010519491231002X is the standard's own example, not a person's number.
describe('an ID number', () => {
  it('is grouped 6-8-4', () => {
    expect(groupId('11010519491231002x')).toBe('110105 19491231 002X')
    expect(groupId('1101051949')).toBe('110105 1949')
    expect(plainId(' 110105-19491231-002x ')).toBe('11010519491231002X')
  })
  it('gives birth date and sex', () => {
    expect(readIdentity('11010519491231002X')).toEqual({ number: '11010519491231002X', birth: '1949-12-31', sex: '女', problems: [] })
    expect(readIdentity('440524188001010014').sex).toBe('男')
  })
  it('doubts a wrong check digit, keeps the number', () => {
    const reading = readIdentity('110105194912310021')
    expect(reading.number).toBe('110105194912310021')
    expect(reading.problems).toHaveLength(1)
    expect(reading.problems[0]).toContain('校验码')
  })
  it('doubts a length and an impossible date', () => {
    expect(readIdentity('1101051949').problems[0]).toContain('18 位')
    expect(readIdentity('110105194913310021').problems.some((problem) => problem.includes('日期'))).toBe(true)
  })
  it('reads an old number of fifteen digits', () => {
    expect(readIdentity('110105491231002').birth).toBe('1949-12-31')
  })
})
