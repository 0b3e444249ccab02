import { computed, inject, nextTick, provide, reactive, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { asFailure, matters, type DraftAssessment, type FieldState, type JsonValue, type MatterView, type Values } from '@/backend'
import { pastMessage, refuse, saySaved, warn } from '@/desk/messages'
import { changes } from '@/desk/session'
import { kindOf } from '@/parts/codes'
import { cnDate } from '@/parts/dates'
import { focusField, isBlank, provideRowChoices, provideUnreadable } from '@/parts/field'
import { rememberReferences } from '@/parts/references'
import { useWrong, wrongOf } from '@/parts/wrong'
import { useDraft } from './draft'
import { draftOf, inputOf, type PartyDraft } from './party'

/** The tabs of an opened folder. */
export type FileTab = 'record' | 'journal' | 'documents' | 'attachments' | 'duties' | 'trail'

const ASSESS_AFTER_MS = 250

/** Steps that were being filled in when their page was left, by matter: coming back, the clerk finds them open. */
const leftSteps = new Map<number, string>()

/** The opened folder of one matter: what is saved, what is typed over it, and how to save it. */
export function openFile(id: number) {
  const view = shallowRef<MatterView | null>(null)
  const edits = ref<Values>({})
  const parties = ref<PartyDraft[] | null>(null)
  const assessed = shallowRef<DraftAssessment | null>(null)
  const saving = ref(false)
  const tab = ref<FileTab>('record')
  const openParty = ref<number | null>(null)
  const openEntry = ref<string | null>(null)
  const comeBack = shallowRef<HTMLElement | null>(null)
  /** Counts up with every change typed or saved: the sheet at the right is drawn anew. */
  const version = ref(0)
  const unreadable = provideUnreadable()
  const { wrong, mended, judged } = useWrong(unreadable)
  /** The step being filled in. */
  const step = ref<string | null>(leftSteps.get(id) ?? null)
  watch(step, (open) => (open ? leftSteps.set(id, open) : leftSteps.delete(id)))

  const kind = computed(() => (view.value ? kindOf(view.value.head.kind) : null))
  const dirty = computed(() => Object.keys(edits.value).length > 0 || parties.value !== null)
  const values = computed<Values>(() => ({ ...(view.value?.values as Values | undefined), ...(assessed.value?.derived as Values | undefined), ...edits.value }))
  const states = computed(() => new Map<string, FieldState>((assessed.value?.fields ?? view.value?.fields ?? []).map((state) => [state.id, state])))
  const findings = computed(() => assessed.value?.findings ?? view.value?.findings ?? [])
  const transitions = computed(() => assessed.value?.transitions ?? view.value?.transitions ?? [])
  const unsaved = computed(() => (dirty.value ? { fields: edits.value, parties: parties.value?.map(inputOf) ?? null } : null))

  const drafting = useDraft(
    () => `matter:${id}`,
    () => `${view.value?.head.number ?? ''} ${view.value?.head.title ?? ''}`.trim(),
    () => id,
    () => (dirty.value ? (JSON.parse(JSON.stringify({ fields: edits.value, parties: parties.value, step: step.value })) as JsonValue) : null),
  )

  provideRowChoices((type, of) => (type === 'party'
    ? (view.value?.parties ?? []).map((party) => ({ id: party.id, label: `${party.role_title} ${party.particulars.name ?? ''}` }))
    : (view.value?.journal ?? []).filter((entry) => of === null || entry.type === of).map((entry) => ({ id: entry.id, label: `${cnDate(entry.on)} ${entry.type_title}` }))))

  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0

  async function read(): Promise<void> {
    const answer = await matters.read(id)
    const fields = kindOf(answer.head.kind)?.fields ?? []
    rememberReferences(fields, answer.references)
    view.value = answer
    version.value += 1
  }

  /** Everything the last judgement said of the matter and of its next steps. */
  function refusals() {
    return [...findings.value, ...transitions.value.flatMap((one) => one.findings)]
  }

  function touched(): void {
    drafting.touch()
    version.value += 1
    clearTimeout(timer)
    const mine = ++turn
    timer = setTimeout(async () => {
      const matter = view.value
      if (!matter) return
      const answer = await matters
        .assess({ kind: matter.head.kind, matter: id, fields: edits.value, parties: parties.value?.map(inputOf) ?? null })
        .catch(() => null)
      if (mine !== turn || !answer) return
      judged(refusals(), [...answer.findings, ...answer.transitions.flatMap((one) => one.findings)])
      assessed.value = answer
    }, ASSESS_AFTER_MS)
  }

  function set(field: string, value: JsonValue): void {
    const saved = (view.value?.values as Values | undefined)?.[field]
    const same = JSON.stringify(saved ?? null) === JSON.stringify(value) || (isBlank(saved) && isBlank(value))
    if (same) delete edits.value[field]
    else edits.value[field] = value
    mended(field, `step.${field}`)
    touched()
  }

  /** Starts typing over the parties; a masked ID number is fetched in full first. */
  async function editParties(index: number | null): Promise<void> {
    const saved = view.value?.parties ?? []
    parties.value ??= reactive(saved.map(draftOf))
    const party = index === null ? undefined : saved[index]
    const draft = index === null ? undefined : parties.value[index]
    if (party?.masked && draft && draft.particulars.id_number === party.particulars.id_number) {
      const full = await matters.partyForEdit(id, party.id).catch((thrown) => void refuse(thrown))
      if (full) Object.assign(draft.particulars, full)
    }
    openParty.value = index
  }

  function forget(): void {
    turn += 1
    clearTimeout(timer)
    edits.value = {}
    parties.value = null
    openParty.value = null
    assessed.value = null
    wrong.value = []
    unreadable.clear()
    version.value += 1
  }

  function complain(thrown: unknown): void {
    const failure = asFailure(thrown)
    wrong.value = wrongOf(failure)
    if (failure.code === 'matter.changed-meanwhile') void read().catch(refuse)
  }

  /** Saves what was typed; true when it is saved (or there was nothing to save). */
  async function save(): Promise<boolean> {
    if (saving.value) return false
    pastMessage()
    wrong.value = [...unreadable].map(([field, message]) => ({ field, message }))
    if (wrong.value.length > 0) return false
    const matter = view.value
    if (!matter || !dirty.value) return true
    saving.value = true
    try {
      const saved = await matters.save({
        matter: id, revision: matter.revision, fields: edits.value, parties: parties.value?.map(inputOf) ?? null, responsible: null, draft: `matter:${id}`,
      })
      drafting.settle()
      forget()
      await read()
      changes.value += 1
      saySaved('已保存。', saved.findings, lead)
      return true
    } catch (thrown) {
      complain(thrown)
      return false
    } finally {
      saving.value = false
    }
  }

  /** Runs another change of this matter (an entry, a step, a document) and reads the file again. */
  async function change<T>(run: (revision: number) => Promise<T>): Promise<T | null> {
    try {
      const answer = await run(view.value?.revision ?? 0)
      wrong.value = []
      comeBack.value = null
      await read()
      changes.value += 1
      return answer
    } catch (thrown) {
      complain(thrown)
      return null
    }
  }

  async function throwAway(): Promise<void> {
    forget()
    await drafting.drop()
    await read().catch(refuse)
  }

  /** Takes up a draft that was left behind. */
  function takeUpDraft(): void {
    const content = view.value?.draft?.content as { fields?: Values; parties?: PartyDraft[] | null; step?: string | null } | undefined
    if (!content) return
    if (content.step && !step.value) step.value = content.step
    edits.value = { ...content.fields }
    parties.value = content.parties ? reactive(content.parties) : null
    touched()
  }

  function lead(field: string): void {
    void go(field)
  }

  /** Leads to a field, a party, a journal entry or a form's own input, wherever on the page it is. */
  async function go(path: string, from: HTMLElement | null = null): Promise<void> {
    comeBack.value = from
    const [first = '', second] = path.split('.')
    if (first === 'journal') {
      tab.value = 'journal'
      openEntry.value = second ?? null
    } else if (first === 'parties') {
      tab.value = 'record'
      await editParties(second === undefined ? null : Number(second))
    } else if (first !== 'document') tab.value = 'record'
    await nextTick()
    if (first === 'journal') return
    if (focusField(`step.${path}`)) return
    if (!focusField(path) && !focusField(first)) warn('这一栏现在不在这一页上。', '请在左边各页签里找。')
  }

  return {
    id, view, kind, values, states, findings, transitions, edits, parties, unsaved, dirty, wrong, saving, tab, openParty, openEntry, comeBack, version, unreadable,
    draftSaid: drafting.said, touched, read, set, editParties, mended, step, lead, save, change, throwAway, takeUpDraft, go, complain,
  }
}

export type OpenFile = ReturnType<typeof openFile>

const KEY: InjectionKey<OpenFile> = Symbol('file')

export function provideFile(file: OpenFile): void {
  provide(KEY, file)
}

/** The folder this part lies in, where it lies in one. */
export function useFileIfAny(): OpenFile | null {
  return inject(KEY, null)
}

/** The folder this part lies in. */
export function useFile(): OpenFile {
  const file = inject(KEY)
  if (!file) throw new Error('a part of a matter was used outside its page')
  return file
}
