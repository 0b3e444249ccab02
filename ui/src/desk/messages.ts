import { ref } from 'vue'
import { asFailure, type FindingView } from '@/backend'

/** The calm line below the page: what was done, or what was refused and what to do next. */
export interface Message { tone: 'done' | 'amber' | 'red'; text: string; next: string; at: number }

export const message = ref<Message | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

function show(tone: Message['tone'], text: string, next: string): void {
  clearTimeout(timer)
  message.value = { tone, text, next, at: Date.now() }
  // What was refused stays until it is read; what was done may go by itself.
  if (tone === 'done') timer = setTimeout(clearMessage, 8000)
}

export function clearMessage(): void {
  message.value = null
}

/** Says that something was done, and what comes next. */
export function say(text: string, next = ''): void {
  show('done', text, next)
}

/** Says what to mind. */
export function warn(text: string, next = ''): void {
  show('amber', text, next)
}

/** Says that a save went well, with the warnings that did not stop it. */
export function saySaved(text: string, findings: FindingView[]): void {
  const doubts = findings.filter((finding) => finding.severity !== 'note')
  if (doubts.length === 0) say(text)
  else warn(`${text}有 ${doubts.length} 条要留意：${doubts[0]?.message ?? ''}`, doubts[0]?.next ?? '')
}

/** Says what was refused, in the core's words. */
export function refuse(thrown: unknown): void {
  const failure = asFailure(thrown)
  // The lock screen says this by itself.
  if (failure.code === 'desk.locked') return
  show('red', failure.message, failure.next)
}
