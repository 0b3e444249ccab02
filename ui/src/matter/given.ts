import { ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { ActionView, FindingView, JsonValue, MatterView, Values } from '@/backend'
import { isBlank } from '@/parts/field'
import { sameValue } from './steps'

/** A value written beforehand, and where it was taken from. */
export interface Given {
  value: JsonValue
  /** `“甲：执行地变更”（迁居〔2026〕1号）`. */
  source: string
  /** The matter it was taken from, where it is another one. */
  matter: number | null
  /** What stood there before, as shown; empty where nothing did. */
  before: string
}

/** What is said under a field whose value was written beforehand, as long as it is that value. */
export function givenNote(given: Given | undefined, value: JsonValue | undefined): string | null {
  if (!given || !sameValue(given.value, value)) return null
  return given.before === '' ? `照${given.source}填` : `照${given.source}填，原来是“${given.before}”`
}

/** What of an offer may be written: never over what somebody typed. */
export function untyped(offer: ActionView, typed: (field: string) => boolean): [string, JsonValue][] {
  return Object.entries(offer.with as Values).filter((one): one is [string, JsonValue] => one[1] !== undefined && !typed(one[0]))
}

/** What was written beforehand on a page, by the path of its field. */
export function useGiven() {
  const given = ref<Record<string, Given>>({})

  function give(path: string, value: JsonValue, offer: ActionView, before = ''): void {
    given.value = { ...given.value, [path]: { value, source: offer.source, matter: offer.source_matter ?? null, before } }
  }

  return { given, give }
}

/** What the offers of a matter reach of its opened folder. */
interface Folder {
  view: Ref<MatterView | null>
  values: ComputedRef<Values>
  /** What is typed over the registration. */
  edits: Ref<Values>
  /** What is typed for steps. */
  steps: Ref<Record<string, Values>>
  findings: () => FindingView[]
  set: (field: string, value: JsonValue) => void
  setInStep: (step: string, field: string, value: JsonValue) => void
}

/** What the rules of a matter offer to begin, and what was begun with it. */
export function useOffers(folder: Folder) {
  const { view, values, edits, steps } = folder
  const { given, give } = useGiven()
  /** What a new journal entry that was asked for begins with. */
  const entryOffer = shallowRef<ActionView | null>(null)

  /** What a rule offers to begin, as the matter stands. */
  function offerOf(rule: string): ActionView | null {
    const found = view.value?.duties.find((duty) => duty.rule === rule) ?? folder.findings().find((finding) => finding.rule === rule && finding.action)
    return found?.action ?? null
  }

  /** Begins what was offered: the step, the field or the entry, with what is known written there beforehand. */
  function begin(offer: ActionView): void {
    const saved = view.value?.values as Values | undefined
    if (offer.kind === 'journal') entryOffer.value = offer
    if (offer.kind === 'transition') {
      const typed = steps.value[offer.id] ?? {}
      for (const [field, value] of untyped(offer, (id) => id in typed || id in edits.value || !isBlank(saved?.[id]))) {
        folder.setInStep(offer.id, field, value)
        give(`step.${field}`, value, offer)
      }
    }
    if (offer.kind !== 'field') return
    // To put the field right is what the press is for: what is saved gives way, and is said; what is typed does not.
    const typed = (id: string): boolean => id in edits.value || Object.values(steps.value).some((own) => id in own)
    for (const [field, value] of untyped(offer, (id) => typed(id) || sameValue(saved?.[id], offer.with[id]))) {
      folder.set(field, value)
      give(field, value, offer, isBlank(saved?.[field]) ? '' : (view.value?.shown.find((one) => one.id === field)?.text ?? ''))
    }
  }

  /** What is to be said under a field about where its value comes from; `path` is where on the page it stands. */
  function under(path: string): string | null {
    return givenNote(given.value[path], values.value[path.replace(/^step\./, '')])
  }

  /** What was written beforehand and still stands so: in the panel of a step, or in 登记. */
  function givenNow(place: 'step' | 'record'): Given[] {
    return Object.entries(given.value).filter(([path]) => path.startsWith('step.') === (place === 'step') && under(path) !== null).map(([, one]) => one)
  }

  /** Saved or thrown away: nothing is marked any more of these fields of a step, or of 登记. */
  function ungive(asks: string[] | 'record'): void {
    const gone = (path: string): boolean => (asks === 'record' ? !path.startsWith('step.') : asks.some((field) => path === `step.${field}`))
    given.value = Object.fromEntries(Object.entries(given.value).filter(([path]) => !gone(path)))
  }

  return { given, entryOffer, offerOf, begin, under, givenNow, ungive }
}
