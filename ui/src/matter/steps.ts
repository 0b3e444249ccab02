import { computed, ref, watch, type Ref } from 'vue'
import type { FindingView, JsonValue, Values } from '@/backend'
import { isBlank, type Unreadable } from '@/parts/field'

/** Steps that were being filled in when their page was left, by matter: coming back, the clerk finds them open. */
const leftSteps = new Map<number, string>()

/** The step of this matter that is being filled in. */
export function useOpenStep(matter: number, unreadable: Unreadable): Ref<string | null> {
  const step = ref<string | null>(leftSteps.get(matter) ?? null)
  watch(step, (open) => {
    if (open) leftSteps.set(matter, open)
    else leftSteps.delete(matter)
    // What a closed panel could not read is gone with its inputs.
    for (const path of [...unreadable.keys()]) if (path.startsWith('step.')) unreadable.delete(path)
  })
  return step
}

/** Whether two values say the same: both blank, or equal. */
export function sameValue(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return (isBlank(one) && isBlank(other)) || JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

/** What is typed for steps not taken yet, each step's apart from the others': a step never saves what was meant for another. */
export function useStepTyping(open: Ref<string | null>) {
  const typed = ref<Record<string, Values>>({})
  const any = computed(() => Object.keys(typed.value).length > 0)
  /** What is typed for the step that is open. */
  const current = computed<Values>(() => (open.value ? typed.value[open.value] : undefined) ?? {})

  /** Takes a value typed for a step; one that says nothing new over `before` is not kept. */
  function set(step: string, field: string, value: JsonValue, before: JsonValue | undefined): void {
    const own = { ...typed.value[step] }
    if (sameValue(value, before)) delete own[field]
    else own[field] = value
    put(step, own)
  }

  /** Another place of the page changed this field: the later typing holds. */
  function yieldField(field: string): void {
    if (!open.value || !(field in current.value)) return
    const own = { ...current.value }
    delete own[field]
    put(open.value, own)
  }

  function put(step: string, own: Values): void {
    const rest = { ...typed.value }
    delete rest[step]
    typed.value = Object.keys(own).length > 0 ? { ...rest, [step]: own } : rest
  }

  /** What a step saves: of what was typed for it, the fields it asks for. */
  function toSave(step: string, asks: string[]): Values {
    return Object.fromEntries(Object.entries(typed.value[step] ?? {}).filter(([field]) => asks.includes(field)))
  }

  return { typed, any, current, set, yieldField, toSave, drop: (step: string) => put(step, {}) }
}

/** The same thing found again; its words may tell of other values by now. */
const same = (one: FindingView) => (other: FindingView) => one.rule === other.rule && one.field === other.field && (one.rule !== '' || one.message === other.message)

/**
 * What stands against a step while it is filled in. A line keeps the place it had when the panel was opened and is ticked
 * off when it is settled; what is found later is said below the buttons. So nothing moves under the clerk's hand.
 */
export function useStanding(now: () => FindingView[]) {
  const opened = now()
  const first = computed(() => opened.map((finding) => now().find(same(finding)) ?? finding))
  const settled = computed(() => first.value.filter((finding) => !now().some(same(finding))))
  const later = computed(() => now().filter((finding) => !opened.some(same(finding))))
  return { first, settled, later }
}
