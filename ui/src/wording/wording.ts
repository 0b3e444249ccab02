import { inject, provide, type InjectionKey } from 'vue'
import type { MatterDraft } from '@/backend'

/** The matter being written, as it stands typed: placeholders are filled from it, and earlier ones like it are looked for. */
export type Written = () => MatterDraft

const KEY: InjectionKey<Written> = Symbol('wording')

/** Called by a page whose texts may be put together from phrases. */
export function provideWording(written: Written): void {
  provide(KEY, written)
}

/** Called by a field: the matter it is part of, where phrases are offered at all. */
export function useWording(): Written | null {
  return inject(KEY, null)
}

/** Whether a key press asks for phrases: F4, or Ctrl and the key of the semicolon whatever the input method makes of it. */
export function asksForWording(event: KeyboardEvent): boolean {
  if (event.isComposing || event.altKey || event.shiftKey) return false
  if (event.key === 'F4') return !event.ctrlKey && !event.metaKey
  return (event.ctrlKey || event.metaKey) && (event.code === 'Semicolon' || event.key === ';' || event.key === '；')
}

export type TextControl = HTMLTextAreaElement | HTMLInputElement

/** Puts a text where the cursor was, in place of what was selected, so that it can be undone like typing. */
export function insertText(control: TextControl, text: string): void {
  const line = control instanceof HTMLInputElement ? text.replace(/\s*\n\s*/g, ' ') : text
  const [start, end] = [control.selectionStart ?? control.value.length, control.selectionEnd ?? control.value.length]
  control.focus()
  control.setSelectionRange(start, end)
  if (document.execCommand?.('insertText', false, line)) return
  control.setRangeText(line, start, end, 'end')
  control.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: line }))
}

/** What is selected in a field. */
export function selectedText(control: TextControl): string {
  return control.value.slice(control.selectionStart ?? 0, control.selectionEnd ?? 0)
}
