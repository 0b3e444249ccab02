import { ref } from 'vue'
import { asFailure, type FindingView } from '@/backend'

/** One thing to mind after a save: its words, and the way to where it is put right. */
export interface Doubt { text: string; next: string; go?: () => void }

/** The calm line below the page: what was done, or what was refused and what to do next. */
export interface Message { tone: 'done' | 'amber' | 'red'; text: string; next: string; doubts: Doubt[]; at: number }

export const message = ref<Message | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Good news goes by itself. What is to be minded may take several lines, and what was refused is to be read: they stay until the clerk does the next thing or closes them.
 */
const STAYS_MS = { done: 6000, amber: null, red: null } as const
/** A page says a last word while it is being left; older words were the former page's. */
const LAST_WORD_MS = 500

function show(tone: Message['tone'], text: string, next: string, doubts: Doubt[] = []): void {
  clearTimeout(timer)
  message.value = { tone, text, next, doubts, at: Date.now() }
  const stays = STAYS_MS[tone]
  if (stays !== null) timer = setTimeout(clearMessage, stays)
}

export function clearMessage(): void {
  clearTimeout(timer)
  message.value = null
}

/** Another page or another try: what was done before is no news any more. */
export function pastMessage(): void {
  const shown = message.value
  if (shown && shown.tone !== 'red' && Date.now() - shown.at > LAST_WORD_MS) clearMessage()
}

/** Says that something was done, and what comes next. */
export function say(text: string, next = ''): void {
  show('done', text, next)
}

/** Says what to mind. */
export function warn(text: string, next = ''): void {
  show('amber', text, next)
}

/** Says that a save went well, with the warnings that did not stop it; `go` leads to a finding's field. */
export function saySaved(text: string, findings: FindingView[], go?: (field: string) => void): void {
  const doubts = findings.filter((finding) => finding.severity !== 'note').map((finding): Doubt => {
    const field = finding.field
    return { text: finding.message, next: finding.next, ...(go && field ? { go: () => go(field) } : {}) }
  })
  if (doubts.length === 0) say(text)
  else show('amber', `${text}有 ${doubts.length} 条要留意：`, '', doubts)
}

/** Says what was refused, in the core's words. */
export function refuse(thrown: unknown): void {
  const failure = asFailure(thrown)
  // The lock screen says this by itself.
  if (failure.code === 'desk.locked') return
  show('red', failure.message, failure.next)
}
