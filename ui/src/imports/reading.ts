import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { asFailure, files, imports, type Failure, type ImportAction, type ImportChoices, type ImportPage, type ImportPeople, type ImportPreview, type ImportQuery, type ImportRequest, type ImportRowChoice, type JobProgress } from '@/backend'
import { cancelJob, closeJob, jobEnd } from '@/desk/jobs'
import { changes } from '@/desk/session'

/** The list follows the typing after this pause; the file is read anew after this one. */
const LIST_AFTER_MS = 150
const READ_AFTER_MS = 400
const LIMIT = 100

/** A file being taken over: how it is read, what came of it, and what shall become of its rows. */
export function useReading(kind: string) {
  const token = ref<string | null>(null)
  const name = ref('')
  const preview = shallowRef<ImportPreview | null>(null)
  const page = shallowRef<ImportPage | null>(null)
  const failed = shallowRef<Failure | null>(null)
  const busy = ref<'reading' | 'taking' | null>(null)
  const job = ref<number | null>(null)
  const request = reactive<Required<ImportRequest>>({ kind, sheet: null, columns: [], meanings: [], open: false })
  const query = reactive<Required<ImportQuery>>({ search: '', show: 'all', offset: 0, limit: LIMIT })
  const choices = reactive<Required<ImportChoices>>({ doubtful: false, duplicates: 'skip', people: 'number', rows: [] })
  /** What the last import came to. */
  const done = shallowRef<JobProgress | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  function chosen(): ImportChoices {
    return JSON.parse(JSON.stringify(choices)) as ImportChoices
  }

  async function list(): Promise<void> {
    if (!preview.value) return
    const mine = ++turn
    try {
      const answer = await imports.page({ ...query }, chosen())
      if (mine === turn) page.value = answer
    } catch (thrown) {
      if (mine === turn) failed.value = asFailure(thrown)
    }
  }

  async function read(): Promise<void> {
    if (!token.value) return
    if (busy.value === 'reading' && job.value !== null) await cancelJob(job.value)
    busy.value = 'reading'
    failed.value = null
    try {
      const mine = await imports.preview(token.value, JSON.parse(JSON.stringify(request)) as ImportRequest)
      job.value = mine
      const end = await jobEnd(mine)
      // What came of reading stands on this page; the strip needs no line for it.
      closeJob(mine)
      if (job.value !== mine) return
      if (end.state === 'done') {
        preview.value = await imports.read()
        query.offset = 0
        await list()
      } else if (end.error && end.state === 'failed') {
        failed.value = asFailure(end.error)
        preview.value = null
      }
    } catch (thrown) {
      failed.value = asFailure(thrown)
    }
    busy.value = null
    job.value = null
  }

  /** Takes another file in hand. */
  async function open(file: File): Promise<void> {
    await drop()
    try {
      token.value = await files.upload(file)
      name.value = file.name
    } catch (thrown) {
      failed.value = asFailure(thrown)
      return
    }
    Object.assign(request, { sheet: null, columns: [], meanings: [] })
    choices.rows = []
    done.value = null
    await read()
  }

  async function drop(): Promise<void> {
    preview.value = null
    page.value = null
    failed.value = null
    const old = token.value
    token.value = null
    if (old) await imports.forget(old).catch(() => null)
  }

  /** Says what a column fills, and reads the file anew. */
  function fill(column: number, target: string): void {
    request.columns = [...request.columns.filter((choice) => choice.column !== column && (target === '' || target.startsWith('party:') || choice.target !== target)), { column, target }]
    soon()
  }

  /** Says what a word stands for. */
  function mean(field: string, text: string, code: string | null): void {
    const others = request.meanings.filter((one) => one.field !== field || one.text !== text)
    request.meanings = code === null ? others : [...others, { field, text, code }]
    soon()
  }

  let reading: ReturnType<typeof setTimeout> | undefined
  function soon(): void {
    clearTimeout(reading)
    reading = setTimeout(read, READ_AFTER_MS)
  }

  watch(() => [request.sheet, request.open], () => {
    if (preview.value) void read()
  })
  watch(choices, list)
  watch(() => [query.search, query.show], () => {
    query.offset = 0
    clearTimeout(timer)
    timer = setTimeout(list, LIST_AFTER_MS)
  })

  function own(row: number): ImportRowChoice {
    return choices.rows.find((choice) => choice.row === row) ?? { row, action: null, people: null }
  }

  /** What shall become of one row. */
  function choose(row: number, change: { action?: ImportAction | null; people?: ImportPeople | null }): void {
    const next = { ...own(row), ...change }
    choices.rows = [...choices.rows.filter((choice) => choice.row !== row), ...(next.action || next.people ? [next] : [])]
  }

  /** Takes the file over; true when it is done. */
  async function take(): Promise<boolean> {
    if (busy.value) return false
    busy.value = 'taking'
    failed.value = null
    try {
      job.value = await imports.run(chosen())
      const end = await jobEnd(job.value)
      if (end.state === 'done') {
        done.value = end
        changes.value += 1
        await drop()
        return true
      }
      if (end.error) failed.value = asFailure(end.error)
    } catch (thrown) {
      failed.value = asFailure(thrown)
    } finally {
      busy.value = null
      job.value = null
    }
    return false
  }

  const total = computed(() => page.value?.total ?? 0)
  const plan = computed(() => page.value?.plan ?? { added: 0, changed: 0, skipped: 0 })
  async function turnTo(offset: number): Promise<void> {
    query.offset = Math.max(0, offset)
    await list()
  }

  onBeforeUnmount(() => {
    clearTimeout(timer)
    clearTimeout(reading)
    if (busy.value === 'reading' && job.value !== null) void cancelJob(job.value)
    void drop()
  })

  return { token, name, preview, page, failed, busy, job, request, query, choices, done, total, plan, LIMIT, open, read, fill, mean, choose, take, turnTo, drop }
}

export type Reading = ReturnType<typeof useReading>
