import { describe, expect, it } from 'vitest'
import type { BatchLine, FieldType, FieldView, JournalTypeView } from '@/backend'
import { columnsOf, effective, entryOf, moved, tableOf, takePasted, type BatchRow } from './grid'

function field(id: string, type: FieldType = 'text', columns: FieldView[] = []): FieldView {
  return { id, label: id, type, group: null, codes: null, of: null, columns, hint: null, always_required: false, derived: false, source: null }
}
const check: JournalTypeView = { id: 'check', title: '核查', fields: [field('rounds', 'rows', [field('when', 'time'), field('where')]), field('abnormal', 'bool'), field('shown', 'bool')], batch: ['rounds', 'abnormal'] }
const contact: JournalTypeView = { id: 'contact', title: '联络', fields: [field('number'), field('content', 'paragraph')], batch: ['at', 'content', 'text'] }
const line: BatchLine = { matter: 7, first: '1', title: '某甲', state_title: '在矫', defaults: { shown: true, number: '139' }, times: 0, last: null }

describe('成批登记', () => {
  it('spreads rows into columns and takes the parts every entry has', () => {
    expect(columnsOf(check).map((column) => column.key)).toEqual(['rounds.when', 'rounds.where', 'abnormal'])
    expect(columnsOf(contact).map((column) => [column.key, column.field.label])).toEqual([['at', '几点'], ['content', 'content'], ['text', '经过']])
  })
  it('a cell is its own, else that of the row for all, else what the entry starts with', () => {
    const [column] = columnsOf(contact).slice(1)
    if (!column) throw new Error('no column')
    expect(effective(column, {}, {}, { defaults: { content: '照常' } })).toBe('照常')
    expect(effective(column, {}, { content: '正常' }, { defaults: { content: '照常' } })).toBe('正常')
    expect(effective(column, { content: '没接' }, { content: '正常' }, null)).toBe('没接')
    expect(effective(column, { content: null }, { content: '正常' }, null)).toBeNull()
  })
  it('sends one row for the day, with what the screen does not ask for', () => {
    const row: BatchRow = { on: true, values: { 'rounds.where': '下河村', abnormal: true } }
    const entry = entryOf(check, columnsOf(check), line, row, { 'rounds.when': '08:30', 'rounds.where': '上河村' })
    expect(entry).toMatchObject({ matter: 7, fields: { shown: true, abnormal: true, rounds: [{ when: '08:30', where: '下河村' }] } })
    const talked = entryOf(contact, columnsOf(contact), line, { on: true, values: {} }, { at: '09:00', content: '正常' })
    expect(talked).toMatchObject({ at: '09:00', text: '', fields: { number: '139', content: '正常' } })
  })
  it('takes a pasted line over the row of its matter and keeps the rest', () => {
    const row: BatchRow = { on: false, values: { abnormal: true } }
    takePasted(check, { matter: 7, at: null, place: '', text: '', fields: { rounds: [{ when: '08:40' }] } }, row)
    expect(row).toEqual({ on: true, values: { abnormal: true, 'rounds.when': '08:40' } })
  })
  it('reads a table off the clipboard, a single cell is no table', () => {
    expect(tableOf('一句话')).toBeNull()
    expect(tableOf('一句话\r\n')).toBeNull()
    expect(tableOf('姓名\t内容\r\n某甲\t"说了\n""好"""\r\n')).toEqual([['姓名', '内容'], ['某甲', '说了\n"好"']])
  })
  it('the arrows stay in the table', () => {
    const size = { rows: 3, columns: 2 }
    expect(moved({ row: -1, column: 0 }, 'ArrowDown', size)).toEqual({ row: 0, column: 0 })
    expect(moved({ row: 2, column: 1 }, 'Enter', size)).toBeNull()
    expect(moved({ row: 1, column: 0 }, 'ArrowLeft', size)).toEqual({ row: 1, column: -1 })
    expect(moved({ row: 1, column: 0 }, 'a', size)).toBeNull()
  })
})
