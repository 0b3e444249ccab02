import { describe, expect, it } from 'vitest'
import { asFailure, Failure } from './failure'

describe('a refusal', () => {
  it('keeps the core\'s words, fields and article', () => {
    const citation = { pack: 'p', text: 't', title: '人民调解法', section: '第二十九条', quote: '……', short: '《人民调解法》第二十九条', certainty: 'official' as const }
    const finding = { severity: 'refuse' as const, rule: 'r', message: '没有写履行期限。', next: '请填写。', field: 'performance_due_on', field_label: '履行期限', citation }
    const failure = asFailure({ code: 'document.refused', message: '还不能签发。', next: '请看各处。', details: [], field: null, findings: [finding] })
    expect(failure).toBeInstanceOf(Failure)
    expect(failure.fields).toEqual([{ field: 'performance_due_on', message: '没有写履行期限。' }])
    expect(failure.article?.short).toBe('《人民调解法》第二十九条')
    expect(asFailure(failure)).toBe(failure)
  })
  it('has the same shape for whatever else went wrong', () => {
    const failure = asFailure(new TypeError('x is undefined'))
    expect(failure.code).toBe('window.no-answer')
    expect(failure.next).toContain('没有丢')
  })
})
