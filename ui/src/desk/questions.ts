import { shallowRef } from 'vue'

/** One question to the clerk. */
export interface Question { title: string; body?: string; yes: string; no: string; danger?: boolean; reason?: string }

export const question = shallowRef<(Question & { answer: (yes: boolean, reason: string) => void }) | null>(null)

/** Asks and waits: the reason given (empty when none was asked for), or null when the answer was no. */
export function ask(asked: Question): Promise<string | null> {
  question.value?.answer(false, '')
  return new Promise((resolve) => {
    const before = document.activeElement
    question.value = {
      ...asked,
      answer: (yes, reason) => {
        question.value = null
        if (before instanceof HTMLElement) before.focus()
        resolve(yes ? reason : null)
      },
    }
  })
}
