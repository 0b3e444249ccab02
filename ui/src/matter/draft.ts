import { onBeforeUnmount, onMounted, ref } from 'vue'
import { asFailure, desk, type JsonValue } from '@/backend'

/** Typing is kept this long after its first key, well within the two seconds promised. */
const KEEP_AFTER_MS = 1200

/** What a page keeps of its typing. */
export interface Drafting {
  /** Words on how the draft stands, for the line beside the save button. */
  said: ReturnType<typeof ref<string>>
  /** Call on every change. */
  touch: () => void
  /** Keeps at once (on leaving the page, on locking). */
  flush: () => Promise<void>
  /** Runs a save that takes the draft with it: nothing is kept until it has answered, so no draft comes after it. */
  during: <T>(save: () => Promise<T>) => Promise<T>
  /** Forgets it: thrown away by the clerk, or saved. */
  drop: () => Promise<void>
  /** Nothing is waiting any more: the save took the draft with it. */
  settle: () => void
}

/** Keeps what `content` gives under `key`; `content` gives null when there is nothing worth keeping. */
export function useDraft(key: () => string, title: () => string, matter: () => number | null, content: () => JsonValue | null): Drafting {
  const said = ref<string>('')
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting = false
  /** Saves under way that take the draft with them. */
  let saves = 0
  /** What is being written: one after the other, so that nothing older comes after what is newer. */
  let writing: Promise<void> | null = null

  function write(run: () => Promise<void>): Promise<void> {
    const mine = (writing ? writing.then(run) : run()).finally(() => {
      if (writing === mine) writing = null
    })
    writing = mine
    return mine
  }

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  async function keep(): Promise<void> {
    if (!waiting || saves > 0) return
    waiting = false
    const kept = content()
    if (kept === null) return
    try {
      await desk.keepDraft({ key: key(), title: title(), matter: matter(), content: kept })
      if (!waiting) said.value = '草稿已存'
    } catch (thrown) {
      waiting = true
      said.value = `草稿没有存上：${asFailure(thrown).message}`
    }
  }

  function flush(): Promise<void> {
    stop()
    return write(keep)
  }

  /** The first key starts the timer and later ones do not start it anew: steady typing is kept as well. */
  function touch(): void {
    waiting = true
    said.value = ''
    timer ??= setTimeout(flush, KEEP_AFTER_MS)
  }

  async function during<T>(save: () => Promise<T>): Promise<T> {
    saves += 1
    stop()
    try {
      await writing
      return await save()
    } finally {
      saves -= 1
      if (waiting) timer ??= setTimeout(flush, KEEP_AFTER_MS)
    }
  }

  function settle(): void {
    stop()
    waiting = false
    said.value = ''
  }

  async function drop(): Promise<void> {
    settle()
    await write(() => desk.discardDraft(key()).then(() => undefined, () => undefined))
  }

  /** Whoever asks for it waits until it is kept. */
  function asked(event: Event): void {
    const kept = flush()
    if (event instanceof CustomEvent) (event.detail as Promise<void>[]).push(kept)
  }

  onMounted(() => window.addEventListener('keep-drafts', asked))
  onBeforeUnmount(() => {
    window.removeEventListener('keep-drafts', asked)
    void flush()
  })
  return { said, touch, flush, during, drop, settle }
}
