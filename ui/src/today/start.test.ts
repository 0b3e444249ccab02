import { expect, it } from 'vitest'
import type { FieldView, KindView } from '@/backend'
import { draftTarget } from './drafts'
import { startOf, startOrder } from './start'

function reference(id: string, of: string, always_required = false): FieldView {
  return { id, label: id, type: 'matter', group: null, codes: null, of, columns: [], hint: null, always_required, derived: false, source: null }
}
function kind(id: string, fields: FieldView[], asks: string[] = []): KindView {
  return { id, title: id, fields, transitions: [{ id: 'step', label: '', from: [], to: '', asks }] } as unknown as KindView
}

it('registers first what the others must point to', () => {
  const kinds = [
    kind('case', [reference('worker', 'worker'), reference('earlier', 'file'), reference('same', 'case', true)], ['worker']),
    kind('worker', [reference('body', 'body', true)]), kind('body', [reference('head', 'worker')]), kind('file', []),
  ]
  expect(startOrder(kinds, 'case').map((one) => one.id)).toEqual(['body', 'worker', 'case'])
})

it('looks into the rows a step asks for', () => {
  const rows = (column: FieldView): FieldView => ({ ...reference('workers', ''), type: 'rows', of: null, columns: [column] })
  const kinds = (column: FieldView) => [kind('case', [reference('body', 'body'), rows(column)], ['body', 'workers']), kind('worker', [reference('body', 'body', true)]), kind('body', [])]
  expect(startOrder(kinds(reference('worker', 'worker', true)), 'case').map((one) => one.id)).toEqual(['body', 'worker', 'case'])
  expect(startOrder(kinds(reference('worker', 'worker')), 'case').map((one) => one.id)).toEqual(['body', 'case'])
})

it('ends where kinds point to each other', () => {
  const kinds = [kind('a', [reference('b', 'b', true)]), kind('b', [reference('a', 'a', true)])]
  expect(startOrder(kinds, 'a').map((one) => one.id)).toEqual(['b', 'a'])
})

it('begins every line of work with its most used kind', () => {
  const of = (module: string, one: KindView): KindView => ({ ...one, module })
  const kinds = [of('b', kind('case', [reference('body', 'body', true)])), of('b', kind('body', [])), of('a', kind('letter', []))]
  const starts = startOf([{ id: 'a', title: '甲' }, { id: 'b', title: '乙' }, { id: 'none', title: '丙' }], kinds)
  expect(starts.map((start) => [start.title, ...start.order.map((one) => one.id)])).toEqual([['甲', 'letter'], ['乙', 'body', 'case']])
})

it('leads every draft back to its page', () => {
  const draft = (key: string) => ({ key, title: '', matter: null, at: '', content: null })
  expect(draftTarget(draft('new:dispute'))).toEqual({ path: '/new/dispute' })
  expect(draftTarget(draft('journal:12:new:visit'))).toEqual({ path: '/matter/12', query: { tab: 'journal', entry: 'visit' } })
  expect(draftTarget(draft('journal:12:7'))).toEqual({ path: '/matter/12', query: { tab: 'journal' } })
  expect(draftTarget(draft('batch:subject:check'))).toEqual({ path: '/batch/subject/check' })
  expect(draftTarget(draft('other'))).toBeNull()
})
