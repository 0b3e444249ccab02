import { computed, shallowRef, type WritableComputedRef } from 'vue'
import { desk, type Values } from '@/backend'

const kept = shallowRef<Values>({})
let timer: ReturnType<typeof setTimeout> | undefined

/** Reads what this person likes, after unlocking. A first time or a fault leaves the defaults. */
export async function readPreferences(): Promise<void> {
  const answer = await desk.preferences().catch(() => null)
  kept.value = typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? (answer as Values) : {}
}

/** One liking of the person at the desk (hidden columns, density, grouping), kept for the next time. */
export function preference<T extends Values[string]>(key: string, otherwise: T): WritableComputedRef<T> {
  return computed({
    get: () => (key in kept.value ? (kept.value[key] as T) : otherwise),
    set: (value) => {
      kept.value = { ...kept.value, [key]: value }
      clearTimeout(timer)
      timer = setTimeout(() => void desk.savePreferences(kept.value).catch(() => null), 600)
    },
  })
}
