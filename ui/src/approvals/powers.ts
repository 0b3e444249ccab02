import { computed } from 'vue'
import { me } from '@/desk/session'

/** What a role may do, by the names the core gives it. */
export type Power = 'look' | 'work' | 'export' | 'settings' | 'backup' | 'restore' | 'approve' | 'staff' | 'destroy'

/** Whether the person at the desk may do something; the core refuses it all the same. */
export function may(power: Power): boolean {
  return me.value?.may.includes(power) ?? false
}

/** The person at the desk may only look. */
export const onlyLooks = computed(() => me.value !== null && !may('work'))
