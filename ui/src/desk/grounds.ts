import { shallowRef } from 'vue'

/** The duty whose grounds (依据) are open at the right, and where the focus goes back to. */
export const grounds = shallowRef<{ matter: number; duty: string; from: Element | null } | null>(null)

export function openGrounds(matter: number, duty: string): void {
  grounds.value = { matter, duty, from: document.activeElement }
}

export function closeGrounds(): void {
  const from = grounds.value?.from
  grounds.value = null
  if (from instanceof HTMLElement) from.focus()
}
