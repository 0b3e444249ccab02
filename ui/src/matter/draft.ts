import { onBeforeUnmount, onMounted, ref } from 'vue'
import { asFailure, desk, type JsonValue } from '@/backend'

/** Typing is kept this long after it, well within the two seconds promised. */
const KEEP_AFTER_MS = 1200

/** What a page keeps of its typing. */
export interface Drafting {
  /** Words on how the draft stands, for the line beside the save button. */
  said: ReturnType<typeof ref<string>>
  /** Call on every change. */
  touch: () => void
  /** Keeps at once (on leaving the page, on locking). */
  flush: () => Promise<void>
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

  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (!waiting) return
    waiting = false
    const kept = content()
    if (kept === null) return
    try {
      await desk.keepDraft({ key: key(), title: title(), matter: matter(), content: kept })
      said.value = '草稿已存'
    } catch (thrown) {
      waiting = true
      said.value = `草稿没有存上：${asFailure(thrown).message}`
    }
  }

  function touch(): void {
    waiting = true
    said.value = ''
    clearTimeout(timer)
    timer = setTimeout(flush, KEEP_AFTER_MS)
  }

  function settle(): void {
    clearTimeout(timer)
    waiting = false
    said.value = ''
  }

  async function drop(): Promise<void> {
    settle()
    await desk.discardDraft(key()).catch(() => null)
  }

  onMounted(() => window.addEventListener('keep-drafts', flush))
  onBeforeUnmount(() => {
    window.removeEventListener('keep-drafts', flush)
    void flush()
  })
  return { said, touch, flush, drop, settle }
}
