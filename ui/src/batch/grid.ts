import type { BatchEntry, BatchLine, FieldType, FieldView, JournalTypeView, JsonValue, Values } from '@/backend'
import { isBlank } from '@/parts/field'

/** A column of 成批登记: a part of the entry, one of its fields, or a column of the row that is added. */
export interface BatchColumn { key: string; field: FieldView }

/** What was typed for one matter: whether it is in the batch, and where it differs from the row for all. */
export interface BatchRow { on: boolean; values: Values }

/** Parts every entry has, under the names a kind's file uses. */
const OWN: Record<string, { label: string; type: FieldType }> = {
  at: { label: '几点', type: 'time' }, place: { label: '地点', type: 'text' }, text: { label: '经过', type: 'paragraph' },
}

function own(id: string): FieldView | null {
  const part = OWN[id]
  return part ? { id, ...part, group: null, codes: null, of: null, columns: [], hint: null, always_required: false, derived: false, source: null } : null
}

/** The columns of a type in the order its file names them; rows are spread out. */
export function columnsOf(type: JournalTypeView): BatchColumn[] {
  return type.batch.flatMap((id): BatchColumn[] => {
    const field = type.fields.find((one) => one.id === id) ?? own(id)
    if (!field) return []
    if (field.type !== 'rows') return [{ key: id, field }]
    return field.columns.map((column) => ({ key: `${id}.${column.id}`, field: column }))
  })
}

/** What a cell comes to: its own value, that of the row for all, or what the entry starts with. */
export function effective(column: BatchColumn, row: Values, all: Values, line: Pick<BatchLine, 'defaults'> | null): JsonValue {
  if (column.key in row) return row[column.key] ?? null
  if (!isBlank(all[column.key])) return all[column.key] ?? null
  return (line?.defaults as Values | undefined)?.[column.key] ?? null
}

/** A matter's entry, as it is sent. */
export function entryOf(type: JournalTypeView, columns: BatchColumn[], line: BatchLine, row: BatchRow, all: Values): BatchEntry {
  const entry: BatchEntry & { fields: Values } = { matter: line.matter, at: null, place: '', text: '', fields: {} }
  for (const [id, value] of Object.entries(line.defaults as Values)) entry.fields[id] = value
  const added: Values = {}
  const rows = type.batch.find((id) => type.fields.some((field) => field.id === id && field.type === 'rows'))
  for (const column of columns) {
    const value = effective(column, row.values, all, line)
    if (rows && column.key.startsWith(`${rows}.`)) added[column.field.id] = value
    else if (column.key === 'at') entry.at = typeof value === 'string' ? value : null
    else if (column.key === 'place' || column.key === 'text') entry[column.key] = typeof value === 'string' ? value : ''
    else entry.fields[column.key] = value
  }
  if (rows) entry.fields[rows] = Object.values(added).every(isBlank) ? null : [added]
  return entry
}

/** Takes a line of a pasted table over the row of its matter. */
export function takePasted(type: JournalTypeView, entry: BatchEntry, row: BatchRow): void {
  row.on = true
  const { at, place, text } = entry
  for (const [id, value] of Object.entries({ at, place, text })) if (!isBlank(value) && type.batch.includes(id)) row.values[id] = value ?? null
  for (const [id, value] of Object.entries(entry.fields as Values)) {
    if (type.fields.find((field) => field.id === id)?.type !== 'rows') row.values[id] = value
    else if (Array.isArray(value)) for (const [column, cell] of Object.entries((value[0] ?? {}) as Values)) row.values[`${id}.${column}`] = cell
  }
}

/** A table off the clipboard, as Excel puts it there; null for what is no table. */
export function tableOf(text: string): string[][] | null {
  const whole = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')
  if (!/[\t\n]/.test(whole)) return null
  const lines: string[][] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < whole.length; at += 1) {
    const sign = whole[at] ?? ''
    // A cell with a line break inside stands in quotes, a quote in it is doubled.
    if (sign === '"' && (quoted || cell === '')) {
      if (quoted && whole[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = !quoted
    } else if (!quoted && (sign === '\t' || sign === '\n')) {
      cells.push(cell.trim())
      cell = ''
      if (sign === '\n') {
        lines.push(cells)
        cells = []
      }
    } else cell += sign
  }
  return [...lines, [...cells, cell.trim()]]
}

/** Where the arrows lead from a cell; the row for all is row -1, the check boxes are column -1. */
export function moved(at: { row: number; column: number }, key: string, size: { rows: number; columns: number }): { row: number; column: number } | null {
  const step: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
  const by = step[key]
  if (!by) return null
  const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))
  const next = { row: clamp(at.row + by[0], -1, size.rows - 1), column: clamp(at.column + by[1], -1, size.columns - 1) }
  return next.row === at.row && next.column === at.column ? null : next
}
