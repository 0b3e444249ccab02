import { computed, reactive, ref, shallowRef } from 'vue'
import { asFailure, desk, matters, type BatchLine, type DraftView, type Failure, type FindingView, type JsonValue, type RegisterQuery, type Values } from '@/backend'
import { pastMessage, refuse, say, warn } from '@/desk/messages'
import { changes, me } from '@/desk/session'
import { useDraft } from '@/matter/draft'
import { kindOf } from '@/parts/codes'
import { isBlank, provideUnreadable } from '@/parts/field'
import { rememberReference } from '@/parts/references'
import { useToday } from '@/parts/today'
import { columnsOf, entryOf, tableOf, takePasted, type BatchColumn, type BatchRow } from './grid'

/** What is typed in 成批登记, how it is kept, and its one save. */
export function useBatch(kindId: string, typeId: string, query: () => RegisterQuery) {
  const today = useToday()
  const unreadable = provideUnreadable()
  const kind = computed(() => kindOf(kindId))
  const type = computed(() => kind.value?.journal.find((one) => one.id === typeId))
  const columns = computed(() => (type.value ? columnsOf(type.value) : []))
  const on = ref<string | null>(today.value)
  const by = ref<number | null>(me.value?.id ?? null)
  if (me.value) rememberReference('staff', me.value.id, me.value.name)
  const all = ref<Values>({})
  const rows = reactive(new Map<number, BatchRow>())
  const lines = shallowRef<BatchLine[] | null>(null)
  /** What the last save said of single matters. */
  const said = ref(new Map<number, FindingView[]>())
  /** Cells whose text is no value. */
  const misread = reactive(new Map<string, string>())
  /** What of a pasted table was not taken. */
  const left = ref<string[]>([])
  const failed = shallowRef<Failure | null>(null)
  const waiting = shallowRef<DraftView | null>(null)
  const busy = ref(false)
  const key = `batch:${kindId}:${typeId}`

  const chosen = computed(() => (lines.value ?? []).filter((line) => rows.get(line.matter)?.on))
  const anything = computed(() => Object.values(all.value).some((value) => !isBlank(value)) || [...rows.values()].some((row) => Object.keys(row.values).length > 0))
  const drafting = useDraft(() => key, () => `成批登记：${type.value?.title ?? ''}`, () => null, () => (anything.value
    ? (JSON.parse(JSON.stringify({ on: on.value, by: by.value, all: all.value, rows: [...rows], query: query() })) as JsonValue)
    : null))

  function rowOf(matter: number): BatchRow {
    if (!rows.has(matter)) rows.set(matter, { on: true, values: {} })
    return rows.get(matter) as BatchRow
  }

  async function read(): Promise<void> {
    if (!on.value) return
    try {
      lines.value = await matters.batch({ register: query(), type: typeId, on: on.value })
      for (const line of lines.value) rowOf(line.matter)
      failed.value = null
    } catch (thrown) {
      failed.value = asFailure(thrown)
    }
  }

  async function begin(): Promise<void> {
    waiting.value = await desk.draft(key).catch(() => null)
    await read()
  }

  function touched(): void {
    said.value = new Map()
    drafting.touch()
  }

  function setAll(column: string, value: JsonValue): void {
    if (isBlank(value)) delete all.value[column]
    else all.value[column] = value
    touched()
  }

  function setOne(line: BatchLine, column: string, value: JsonValue): void {
    const row = rowOf(line.matter)
    row.values[column] = value
    row.on = true
    touched()
  }

  function clearOne(line: BatchLine, column: string): void {
    delete rowOf(line.matter).values[column]
    touched()
  }

  function toggle(line: BatchLine): void {
    const row = rowOf(line.matter)
    row.on = !row.on
    touched()
  }

  function toggleAll(): void {
    const none = chosen.value.length === 0
    for (const line of lines.value ?? []) rowOf(line.matter).on = none
    touched()
  }

  /** 各行都同上: the exceptions go. */
  function sameForAll(): void {
    for (const row of rows.values()) row.values = {}
    misread.clear()
    touched()
  }

  function note(place: string, message: string | null): void {
    if (message) misread.set(place, message)
    else misread.delete(place)
  }

  async function pasted(event: ClipboardEvent): Promise<void> {
    const table = tableOf(event.clipboardData?.getData('text/plain') ?? '')
    if (!table || !type.value || !lines.value) return
    event.preventDefault()
    try {
      const answer = await matters.batchPasted({ kind: kindId, type: typeId, matters: lines.value.map((line) => line.matter), cells: table })
      for (const entry of answer.lines) takePasted(type.value, entry, rowOf(entry.matter))
      left.value = answer.left
      if (answer.lines.length > 0) say(`粘贴的表对上了 ${answer.lines.length} 件。`)
      else warn('粘贴的表一行也没有对上。', '请看列出的原因。')
      touched()
    } catch (thrown) {
      refuse(thrown)
    }
  }

  function takeUp(): void {
    const content = waiting.value?.content as { on?: string; by?: number | null; all?: Values; rows?: [number, BatchRow][] } | undefined
    waiting.value = null
    if (!content) return
    on.value = content.on ?? on.value
    by.value = content.by ?? by.value
    all.value = { ...content.all }
    for (const [matter, row] of content.rows ?? []) rows.set(matter, row)
    touched()
  }

  async function throwAway(): Promise<void> {
    waiting.value = null
    await drafting.drop()
  }

  /** Writes what is ticked. Where it was refused: the first row that is to be put right. */
  async function save(): Promise<number | null> {
    const of = type.value
    const day = on.value
    if (busy.value || !of || !day) return null
    pastMessage()
    const wrong = [...unreadable.values(), ...misread.values()]
    if (wrong.length > 0) return warnOf('有认不出来的内容，请先改好。', wrong[0] ?? '')
    if (chosen.value.length === 0) return warnOf('一件也没有勾选。', '请在最左边勾上要记的。')
    busy.value = true
    try {
      const entries = chosen.value.map((line) => entryOf(of, columns.value, line, rowOf(line.matter), all.value))
      const outcome = await drafting.during(() => matters.saveBatch({ kind: kindId, type: typeId, on: day, by: by.value, entries, draft: key }))
      said.value = new Map(outcome.lines.map((line) => [line.matter, line.findings]))
      if (!outcome.saved) {
        warn(`一件也没有记：有 ${outcome.lines.length} 件还不能记。`, '原因写在各行下面，改好或者不勾它们，再记一次。')
        return Math.max(0, (lines.value ?? []).findIndex((line) => said.value.has(line.matter)))
      }
      drafting.settle()
      changes.value += 1
      // What was written is not written twice by pressing again.
      all.value = {}
      for (const line of lines.value ?? []) rows.set(line.matter, { on: false, values: {} })
      left.value = []
      say(`已给 ${entries.length} 件各记下一次${of.title}。`)
      await read()
    } catch (thrown) {
      refuse(thrown)
    } finally {
      busy.value = false
    }
    return null
  }

  function warnOf(text: string, next: string): null {
    warn(text, next)
    return null
  }

  function isWrong(line: BatchLine, column: BatchColumn): boolean {
    if (misread.has(`${line.matter}:${column.key}`)) return true
    const named = [column.key, column.key.split('.')[0]]
    return (said.value.get(line.matter) ?? []).some((finding) => finding.severity === 'refuse' && finding.field !== null && named.includes(finding.field))
  }

  return {
    kind, type, columns, on, by, all, rows, lines, said, misread, left, failed, waiting, busy, chosen, anything, drafting,
    begin, read, setAll, setOne, clearOne, toggle, toggleAll, sameForAll, note, pasted, takeUp, throwAway, save, isWrong,
  }
}
