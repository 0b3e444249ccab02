/** The key code every browser reports for a key that an input method has taken. */
const TAKEN_BY_INPUT_METHOD = 229

/**
 * Whether a key press belongs to an input method (the Enter that ends a pinyin composition, for one).
 * WebKit sends that Enter after `compositionend`, with `isComposing` false and only the old key code telling.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD
}

/** What a key press in a form asks for. */
export type FormKey = 'next' | 'save' | null

/** Enter moves on, Ctrl+Enter and Ctrl+S save; Enter in a paragraph is a new line, on a button it presses the button. */
export function formKey(event: KeyboardEvent): FormKey {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's' && !isComposing(event)) return 'save'
  if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return null
  if (event.ctrlKey || event.metaKey) return 'save'
  if (event.shiftKey || event.altKey) return null
  const target = event.target
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement) return null
  return 'next'
}

const REACHABLE = 'input:not([type=hidden]), select, textarea, button.moves-on'

/** The fields of a form in reading order, without what is hidden, disabled or a group's unchosen radio. */
export function reachableFields(root: HTMLElement): HTMLElement[] {
  const seen = new Set<string>()
  return [...root.querySelectorAll<HTMLElement>(REACHABLE)].filter((element) => {
    if (element.matches(':disabled, [tabindex="-1"], [hidden]') || element.closest('[hidden]')) return false
    if (element instanceof HTMLInputElement && element.type === 'radio') {
      if (seen.has(element.name)) return false
      seen.add(element.name)
    }
    return true
  })
}

/** Moves the focus to the field after `from`; false when `from` was the last. */
export function focusNext(root: HTMLElement, from: EventTarget | null): boolean {
  const fields = reachableFields(root)
  let index = fields.findIndex((field) => field === from)
  if (index < 0 && from instanceof HTMLInputElement && from.type === 'radio') {
    index = fields.findIndex((field) => field instanceof HTMLInputElement && field.name === from.name)
  }
  const next = fields[index + 1]
  if (index < 0 || !next) return false
  next.focus()
  if (next instanceof HTMLInputElement && /^(text|search|tel)$/.test(next.type)) next.select()
  return true
}
