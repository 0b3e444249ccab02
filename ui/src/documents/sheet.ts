import { computed, inject, onBeforeUnmount, provide, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { approvals, asFailure, documents, type DocumentCheck, type DocumentView, type Failure, type FormChoice, type JsonValue, type PdfView, type Values } from '@/backend'
import { saySaved, say } from '@/desk/messages'
import type { OpenFile } from '@/matter/file'

/** The page follows the typing after this pause. */
const DRAW_AFTER_MS = 450

/** What still stands against issuing. */
export function standing(check: DocumentCheck): { lacking: number; refused: number; doubts: number } {
  const count = (severity: string) => check.findings.filter((finding) => finding.severity === severity).length
  return { lacking: check.needs.filter((need) => need.required && !need.filled).length, refused: count('refuse'), doubts: count('warn') }
}

/** The sheet at the right: a form of this matter live, or an issued document as it was issued. */
export function useSheet(file: OpenFile) {
  const form = ref<string | null>(null)
  /** An issued document being looked at; null while the form is live. */
  const document = shallowRef<DocumentView | null>(null)
  const inputs = ref<Values>({})
  const check = shallowRef<DocumentCheck | null>(null)
  const pdf = shallowRef<PdfView | null>(null)
  const failed = shallowRef<Failure | null>(null)
  const drawing = ref(false)
  const busy = ref(false)
  /** The form in hand is to be issued as soon as it is drawn; asked for from another page. */
  const wanted = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  /** Copies asked for when a document was issued, by its id. */
  const copiesOf = new Map<number, number>()

  /** The form in hand stands as its own check says, in the strip as on the button. */
  const choices = computed<FormChoice[]>(() => (file.view.value?.forms ?? []).map((choice) => {
    const checked = check.value
    if (!checked || document.value || choice.form !== form.value || choice.document !== null || choice.over) return choice
    const now = standing(checked)
    return { ...choice, missing: now.lacking, refused: now.refused, status: now.lacking + now.refused > 0 ? `缺${now.lacking + now.refused}项` : '可签发' }
  }))
  const choice = computed(() => choices.value.find((one) => one.form === form.value) ?? null)
  const request = computed(() => ({ matter: file.id, form: form.value ?? '', inputs: inputs.value, unsaved: file.unsaved.value }))

  async function draw(): Promise<void> {
    const mine = ++turn
    if (!form.value) return
    drawing.value = true
    try {
      if (document.value) {
        const answer = await documents.pdf(document.value.id)
        if (mine === turn) [pdf.value, check.value] = [answer, null]
      } else {
        const [checked, drawn] = await Promise.all([documents.check(request.value), documents.preview(request.value)])
        if (mine === turn) [check.value, pdf.value] = [checked, drawn]
      }
      if (mine === turn) failed.value = null
    } catch (thrown) {
      if (mine === turn) failed.value = asFailure(thrown)
    } finally {
      if (mine === turn) drawing.value = false
    }
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(draw, DRAW_AFTER_MS)
  }

  /** Takes a form up: the issued document if there is one, else the live page. */
  function choose(id: string, live = false): void {
    clearTimeout(timer)
    const known = choices.value.find((one) => one.form === id)
    const issued = live ? undefined : file.view.value?.documents.find((one) => one.id === known?.document)
    if (form.value !== id) {
      inputs.value = {}
      pdf.value = null
      check.value = null
    }
    form.value = id
    document.value = issued ?? null
    void draw()
  }

  function look(issued: DocumentView): void {
    form.value = issued.form
    document.value = issued
    void draw()
  }

  /** What lies on top when the folder is opened. */
  function begin(wanted: string | null, issued: number | null): void {
    const asked = file.view.value?.documents.find((one) => one.id === issued)
    if (asked) return look(asked)
    if (wanted && choices.value.some((one) => one.form === wanted)) return choose(wanted)
    if (form.value) return
    const first = choices.value.find((one) => one.of_state && one.document === null) ?? choices.value[0]
    if (first) choose(first.form)
  }

  /** After a step: the first document the new stage asks for. */
  function follow(): void {
    const first = choices.value.find((one) => one.of_state && one.document === null)
    if (first && first.form !== form.value) choose(first.form)
  }

  /** An emptied input stays empty: absent or null, it would take its default again, unseen. */
  function setInput(id: string, value: JsonValue): void {
    inputs.value = { ...inputs.value, [id]: value ?? '' }
    file.mended(`document.${id}`, id)
    soon()
  }

  /** Numbers and locks the document; true when it is issued. */
  async function issue(): Promise<boolean> {
    if (busy.value || !form.value) return false
    busy.value = true
    try {
      if (!(await file.save())) return false
      const checked = check.value
      const issued = await file.change(() => documents.issue({ matter: file.id, form: form.value ?? '', inputs: inputs.value, unsaved: null }))
      if (!issued) return false
      const copies = checked?.input_values.copies
      if (typeof copies === 'number') copiesOf.set(issued.document.id, copies)
      document.value = issued.document
      pdf.value = issued.pdf
      check.value = null
      say(`已签发，编号 ${issued.document.number}。`, '接着打印出来签字。')
      return true
    } finally {
      busy.value = false
    }
  }

  /** Asks for approval; the document is issued when it is given. */
  async function askApproval(): Promise<boolean> {
    if (busy.value || !form.value) return false
    busy.value = true
    try {
      if (!(await file.save())) return false
      const asked = await file.change(() => approvals.ask({ what: 'document', request: { matter: file.id, form: form.value ?? '', inputs: inputs.value, unsaved: null } }))
      if (!asked) return false
      say(`已提请${choice.value?.approved_by ?? ''}审批，同意后自动签发。`)
      return true
    } finally {
      busy.value = false
    }
  }

  /** How many copies of an issued document are to be printed: as many as its form has to be made in. */
  async function copiesFor(issued: DocumentView): Promise<number | null> {
    const known = copiesOf.get(issued.id)
    if (known !== undefined) return known
    const asked = await documents.check({ matter: file.id, form: issued.form, inputs: {}, unsaved: null }).catch(() => null)
    const copies = asked?.input_values.copies
    return typeof copies === 'number' ? copies : null
  }

  async function voidIt(id: number, reason: string): Promise<void> {
    const saved = await file.change(() => documents.void(id, reason))
    if (!saved) return
    saySaved('已作废，编号不再使用。', saved.findings, file.lead)
    if (document.value?.id === id) choose(document.value.form, true)
  }

  // The page follows what is typed and what is saved; an issued document only follows its own state.
  watch(file.version, () => {
    const shown = document.value
    if (shown) document.value = file.view.value?.documents.find((one) => one.id === shown.id) ?? null
    if (!document.value) soon()
  })
  onBeforeUnmount(() => {
    turn += 1
    clearTimeout(timer)
  })

  return { form, document, inputs, check, pdf, failed, drawing, busy, wanted, choices, choice, choose, look, begin, follow, setInput, issue, askApproval, copiesFor, voidIt, draw }
}

export type Sheet = ReturnType<typeof useSheet>

const KEY: InjectionKey<Sheet> = Symbol('sheet')

export function provideSheet(sheet: Sheet): void {
  provide(KEY, sheet)
}

/** The sheet of the opened folder. */
export function useOpenSheet(): Sheet {
  const sheet = inject(KEY)
  if (!sheet) throw new Error('a part of the sheet was used outside a matter')
  return sheet
}
