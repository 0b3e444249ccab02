import { describe, expect, it } from 'vitest'
import type { FieldView, Values } from '@/backend'
import { askedAtEntry } from './entry'

function field(id: string, derived = false): FieldView {
  return { id, label: id, type: 'text', group: null, codes: null, of: null, columns: [], hint: null, always_required: false, derived, source: null }
}
const kind = { fields: [field('late'), field('source'), field('officer'), field('sum', true), field('moved_on')], entry_fields: ['source', 'sum'] }
function asked(states: [string, boolean, boolean][], values: Values = {}, defaults: Values = {}) {
  const map = new Map(states.map(([id, visible, required]) => [id, { id, visible, required }]))
  return askedAtEntry(kind, map, values, defaults).map((one) => one.id)
}

describe('what 登记 asks', () => {
  it('is the entry fields alone before anything is judged', () => {
    expect(asked([])).toEqual(['source'])
  })
  it('is also what is 必填 as things stand, in the order of the kind', () => {
    expect(asked([['moved_on', true, true], ['officer', true, true], ['late', true, false]])).toEqual(['source', 'officer', 'moved_on'])
  })
  it('is nothing hidden and nothing that is worked out', () => {
    expect(asked([['officer', false, true], ['sum', true, true], ['source', false, true]])).toEqual([])
  })
  it('keeps what was typed in sight when it is no longer 必填, but not a mere default', () => {
    expect(asked([['officer', true, false], ['moved_on', true, false]], { officer: '李', moved_on: '2026-11-22' }, { moved_on: '2026-11-22' })).toEqual(['source', 'officer'])
  })
})
