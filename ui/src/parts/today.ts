import { computed, ref, type ComputedRef } from 'vue'

const told = ref<string | null>(null)

/** The core tells the day (it may be a demo's); until then, the machine's own. */
export function tellToday(day: string): void {
  told.value = day
}

function machineDay(): string {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}

/** Today as an ISO date. */
export function useToday(): ComputedRef<string> {
  return computed(() => told.value ?? machineDay())
}
