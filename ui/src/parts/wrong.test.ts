import { describe, expect, it } from 'vitest'
import { nextTick, reactive } from 'vue'
import { Failure, type FindingView } from '@/backend'
import { lineOf, notSettled, stillWrong, useWrong, wrongOf } from './wrong'

function finding(rule: string, field: string | null, message: string, severity: FindingView['severity'] = 'refuse'): FindingView {
  return { rule, field, message, severity, next: '', field_label: null, citation: null, action: null }
}

describe('lines of a refusal', () => {
  it('go with the field that was changed, and only with it', () => {
    const lines = [{ field: 'on', message: '甲' }, { field: 'place', message: '乙' }, { field: null, message: '丙' }]
    expect(stillWrong(lines, ['on']).map((line) => line.message)).toEqual(['乙', '丙'])
  })

  it('go when a new judgement no longer has them, and stay when no judgement ever had them', () => {
    const consent = finding('consent', 'consent_on', '还没有双方同意的记录。')
    const lines = [lineOf(consent), { field: null, message: '别的', rule: 'other' }]
    expect(notSettled(lines, [consent], [])).toEqual([{ field: null, message: '别的', rule: 'other' }])
    expect(notSettled(lines, [consent], [consent])).toHaveLength(2)
    expect(notSettled(lines, [], [])).toHaveLength(2)
  })

  it('of a party lead first to where the doubt is explained', () => {
    expect(lineOf(finding('identity.check-digit', 'parties.1.id_number', '校验位不对')).first).toBe('parties.1.kept.identity.check-digit')
    expect(lineOf(finding('needed', 'facts', '没有填')).first).toBeUndefined()
  })

  it('come from what refuses, or from the refusal itself', () => {
    const findings = [finding('a', 'x', '不行'), finding('b', 'y', '留意', 'warn')]
    expect(wrongOf(new Failure({ code: 'matter.refused', message: '有1处', next: '', details: [], field: null, findings })).map((line) => line.field)).toEqual(['x'])
    expect(wrongOf(new Failure({ code: 'input', message: '太长', next: '请删短', details: [], field: 'facts', findings: [] }))).toEqual([{ field: 'facts', message: '太长', next: '请删短' }])
  })

  it('are ticked off in their place when a text can be read again', async () => {
    const unreadable = reactive(new Map([['on', '不是日期']]))
    const { wrong } = useWrong(unreadable)
    wrong.value = [{ field: 'on', message: '不是日期' }]
    unreadable.delete('on')
    await nextTick()
    expect(wrong.value).toEqual([{ field: 'on', message: '不是日期', settled: true }])
  })
})
