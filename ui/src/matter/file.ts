import { computed, inject, provide, reactive, ref, shallowRef, watch, type InjectionKey } from 'vue'
import { asFailure, matters, type DraftAssessment, type FieldState, type JsonValue, type MatterView, type Saved, type Values } from '@/backend'
import { pastMessage, refuse, saySaved } from '@/desk/messages'
import { changes } from '@/desk/session'
import { kindOf } from '@/parts/codes'
import { cnDate } from '@/parts/dates'
import { provideRowChoices, provideUnreadable } from '@/parts/field'
import { rememberReferences } from '@/parts/references'
import { useWrong, wrongOf } from '@/parts/wrong'
import { useDraft } from './draft'
import { useOffers, type Given } from './given'
import { useLeading, type FileTab } from './leading'
import { draftOf, inputOf, type PartyDraft } from './party'
import { sameValue, useOpenStep, useStepTyping } from './steps'

const ASSESS_AFTER_MS = 250

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
  const { comeBack, wanted, wantedMaterial, go, lead } = useLeading({ tab, openEntry, editParties })
  /** Counts up with every change typed or saved: the sheet at the right is drawn anew. */
  const version = ref(0)
  const unreadable = provideUnreadable()
  const { wrong, mended, judged } = useWrong(unreadable)
  const step = useOpenStep(id, unreadable)
  /** What is typed for steps; only the open one's counts, the others' waits for them. */
  const stepping = useStepTyping(step)
  watch(step, () => {
    if (stepping.any.value) touched()
  })

  const kind = computed(() => (view.value ? kindOf(view.value.head.kind) : null))
  const edited = computed(() => Object.keys(edits.value).length > 0 || parties.value !== null)
  /** What stands on the page and is not saved: what was changed in 登记, and what was typed for the open step. */
  const overlay = computed<Values>(() => ({ ...edits.value, ...stepping.current.value }))
  const dirty = computed(() => Object.keys(overlay.value).length > 0 || parties.value !== null)
  /** Anything typed at all, also for a step that is not open now. */
  const typing = computed(() => edited.value || stepping.any.value)
  const values = computed<Values>(() => ({ ...(view.value?.values as Values | undefined), ...(assessed.value?.derived as Values | undefined), ...overlay.value }))
  const states = computed(() => new Map<string, FieldState>((assessed.value?.fields ?? view.value?.fields ?? []).map((state) => [state.id, state])))
  const findings = computed(() => assessed.value?.findings ?? view.value?.findings ?? [])
  const transitions = computed(() => assessed.value?.transitions ?? view.value?.transitions ?? [])
  const unsaved = computed(() => (dirty.value ? { fields: overlay.value, parties: parties.value?.map(inputOf) ?? null } : null))

  const drafting = useDraft(
    () => `matter:${id}`,
    () => `${view.value?.head.number ?? ''} ${view.value?.head.title ?? ''}`.trim(),
    () => id,
    () => (typing.value ? (JSON.parse(JSON.stringify({ fields: edits.value, parties: parties.value, step: step.value, steps: stepping.typed.value, given: offers.given.value })) as JsonValue) : null),
  )

  const offers = useOffers({ view, values, edits, steps: stepping.typed, findings: refusals, set, setInStep })

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
        .assess({ kind: matter.head.kind, matter: id, fields: overlay.value, parties: parties.value?.map(inputOf) ?? null })
        .catch(() => null)
      if (mine !== turn || !answer) return
      judged(refusals(), [...answer.findings, ...answer.transitions.flatMap((one) => one.findings)])
      assessed.value = answer
    }, ASSESS_AFTER_MS)
  }

  function set(field: string, value: JsonValue): void {
    const saved = (view.value?.values as Values | undefined)?.[field]
    if (sameValue(saved, value)) delete edits.value[field]
    else edits.value[field] = value
    stepping.yieldField(field)
    mended(field, `step.${field}`)
    touched()
  }

  /** Takes a value typed in the panel of a step: it is that step's alone. */
  function setInStep(of: string, field: string, value: JsonValue): void {
    const below = { ...(view.value?.values as Values | undefined), ...edits.value }
    stepping.set(of, field, value, below[field])
    mended(field, `step.${field}`)
    touched()
  }

  /** The step is not to be taken now: what was typed for it goes. */
  async function dropStep(of: string): Promise<void> {
    const had = of in stepping.typed.value
    const asked = asksOf(of)
    wrong.value = wrong.value.filter((line) => line.field === null || !asked.includes(line.field))
    settleStep(of)
    if (step.value === of) step.value = null
    if (had) await settleSteps()
  }

  /** What was typed for a step is saved, or goes. */
  function settleStep(of: string): void {
    stepping.drop(of)
    offers.ungive(asksOf(of))
  }

  function asksOf(of: string): string[] {
    return (transitions.value.find((one) => one.id === of) ?? kind.value?.transitions.find((one) => one.id === of))?.asks ?? []
  }

  /** After a step's typing went: the rest is judged and kept anew, or nothing waits any more. */
  async function settleSteps(): Promise<void> {
    unjudge()
    if (typing.value) touched()
    else await dropDraft()
  }

  /** Nothing waits any more: the kept draft goes, and is no longer offered here. */
  async function dropDraft(): Promise<void> {
    if (view.value) view.value = { ...view.value, draft: null }
    await drafting.drop()
  }

  /** What was judged no longer is what is typed. */
  function unjudge(): void {
    turn += 1
    clearTimeout(timer)
    assessed.value = null
    version.value += 1
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
    edits.value = {}
    parties.value = null
    openParty.value = null
    offers.ungive('record')
    unjudge()
    wrong.value = []
    unreadable.clear()
  }

  function complain(thrown: unknown): void {
    const failure = asFailure(thrown)
    wrong.value = wrongOf(failure)
    if (failure.code === 'matter.changed-meanwhile') void read().catch(refuse)
  }

  /**
   * Saves what was typed; true when it is saved (or there was nothing to save). What is typed for the open step stands
   * on the page and is saved with it, unless it is to wait for its step.
   */
  async function save(withStep = true): Promise<boolean> {
    if (saving.value) return false
    pastMessage()
    wrong.value = [...unreadable].map(([field, message]) => ({ field, message }))
    if (wrong.value.length > 0) return false
    const matter = view.value
    // What is typed in a closed matter is for the step that opens it again, and is saved with it.
    if (!matter || matter.head.closed || !(withStep ? dirty.value : edited.value)) return true
    const open = withStep ? step.value : null
    const fields = open ? { ...edits.value, ...stepping.toSave(open, asksOf(open)) } : edits.value
    saving.value = true
    try {
      const saved = await drafting.during(() => matters.save({
        matter: id, revision: matter.revision, fields, parties: parties.value?.map(inputOf) ?? null, responsible: null, draft: `matter:${id}`,
      }))
      drafting.settle()
      forget()
      if (open) settleStep(open)
      await read()
      // What waits for a step was in the draft the save took.
      if (typing.value) touched()
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

  /** Takes a step, or asks for its approval: what was changed in 登记 is saved first, then the step with its own fields in one go. */
  async function takeStep(
    of: string,
    run: (revision: number, fields: Values) => Promise<Saved> = (revision, fields) => matters.transition({ matter: id, revision, transition: of, fields }),
  ): Promise<Saved | null> {
    if (!(await save(false))) return null
    const fields = stepping.toSave(of, asksOf(of))
    const had = of in stepping.typed.value
    const saved = await change((revision) => run(revision, fields))
    if (!saved) return null
    settleStep(of)
    // The panel closes at once: what is thrown away behind it keeps nobody waiting.
    if (had) void settleSteps()
    return saved
  }

  async function throwAway(): Promise<void> {
    stepping.typed.value = {}
    offers.given.value = {}
    forget()
    await dropDraft()
    await read().catch(refuse)
  }

  /** Takes up a draft that was left behind. */
  function takeUpDraft(): void {
    const content = view.value?.draft?.content as { fields?: Values; parties?: PartyDraft[] | null; step?: string | null; steps?: Record<string, Values>; given?: Record<string, Given> } | undefined
    if (!content) return
    stepping.typed.value = { ...content.steps }
    // Nothing but a step's typing: its panel is where it is seen.
    const alone = Object.keys(content.fields ?? {}).length === 0 && !content.parties ? Object.keys(content.steps ?? {})[0] : undefined
    step.value ??= content.step ?? alone ?? null
    edits.value = { ...content.fields }
    offers.given.value = { ...content.given }
    parties.value = content.parties ? reactive(content.parties) : null
    touched()
  }

  return {
    id, view, kind, values, states, findings, transitions, edits, parties, unsaved, dirty, typing, wrong, saving, tab, openParty, openEntry, comeBack, wanted, wantedMaterial, version, unreadable,
    offers, draftSaid: drafting.said, touched, read, set, setInStep, dropStep, takeStep, editParties, mended, step, lead, save, change, throwAway, takeUpDraft, go, complain,
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
