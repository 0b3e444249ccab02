import { onBeforeUnmount, onMounted } from 'vue'
import { backups, type BackupPlace, type BackupState } from '@/backend'
import { jobEnd, jobs } from '@/desk/jobs'
import { backup } from '@/desk/session'

/** How often it is looked whether a backup is due, in milliseconds. */
const LOOK = 60_000

/** Where a due backup goes by itself: where the last one went, if that place is there. A first backup is the clerk's choice. */
export function placeWhenDue(state: BackupState | null, places: BackupPlace[]): string | null {
  if (!state?.due || !state.last) return null
  return places.find((place) => place.path === state.last?.place)?.id ?? null
}

/** Takes a due backup by itself while the desk is open. One that failed is tried again when its place was away meanwhile. */
export function useSchedule(): void {
  let looking: ReturnType<typeof setInterval> | undefined
  let failedAt: string | null = null

  async function look() {
    if (!backup.value?.due || jobs.value.some((job) => job.state === 'running')) return
    const place = placeWhenDue(backup.value, await backups.places())
    if (place === null) failedAt = null
    if (place === null || place === failedAt) return
    const end = await jobEnd(await backups.take(place))
    failedAt = end.state === 'done' ? null : place
    backup.value = await backups.state()
  }

  onMounted(() => {
    // What goes wrong is said by the job itself.
    looking = setInterval(() => void look().catch(() => null), LOOK)
  })
  onBeforeUnmount(() => clearInterval(looking))
}
