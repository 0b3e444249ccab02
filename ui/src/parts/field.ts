import { inject, provide, reactive, type InjectionKey } from 'vue'

/** Texts a field cannot read as a value (`2026023x` as a date), by field id: they stop a save and are never thrown away. */
export type Unreadable = Map<string, string>

const KEY: InjectionKey<Unreadable> = Symbol('unreadable')

/** Called by a form: collects what its fields cannot read. */
export function provideUnreadable(): Unreadable {
  const unreadable = reactive<Unreadable>(new Map())
  provide(KEY, unreadable)
  return unreadable
}

/** Called by a field: where to say that its text cannot be read. A field outside any form keeps it for itself. */
export function useUnreadable(): Unreadable {
  return inject(KEY, null) ?? provideUnreadable()
}

/** The id of a field's input on the page: where error lines and document checks lead. */
export function inputId(path: string): string {
  return `field-${path.replace(/[^\w-]+/g, '-')}`
}

/** Brings a field into view and puts the focus into it; false when it is not on the page. */
export function focusField(path: string): boolean {
  const frame = document.querySelector<HTMLElement>(`[data-field=${JSON.stringify(path)}]`)
  const target = document.getElementById(inputId(path)) ?? frame?.querySelector<HTMLElement>('input, select, textarea, button')
  if (!target) return false
  // A folded group is opened on the way.
  for (let folded = target.closest('details:not([open])'); folded; folded = target.closest('details:not([open])')) folded.setAttribute('open', '')
  target.scrollIntoView?.({ block: 'center' })
  target.focus({ preventScroll: true })
  return true
}

/** Whether a value counts as not filled in. */
export function isBlank(value: unknown): boolean {
  return value == null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** A row of the matter at hand that a form's input may point to: one of its parties, one of its journal entries. */
export interface RowChoice { id: number; label: string }

const CHOICES: InjectionKey<(type: string, of: string | null) => RowChoice[]> = Symbol('row choices')

/** Called by a matter's page: what inputs of type `party` and `journal` offer. */
export function provideRowChoices(choices: (type: string, of: string | null) => RowChoice[]): void {
  provide(CHOICES, choices)
}

/** What an input of type `party` or `journal` offers here. */
export function useRowChoices(): (type: string, of: string | null) => RowChoice[] {
  return inject(CHOICES, () => () => [], true)
}
