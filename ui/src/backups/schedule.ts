import { onBeforeUnmount, onMounted } from 'vue'
import { may } from '@/approvals/powers'
import { backups, type BackupPlace, type BackupState } from '@/backend'
import { jobEnd, jobs } from '@/desk/jobs'
import { backup } from '@/desk/session'

/** How often it is looked whether a backup is due, in milliseconds. */
const LOOK = 60_000

/** Where a backup is due to go by itself: the first of the places it is wanted in that is there. A first backup is the clerk's choice. */
export function placeWhenDue(state: BackupState | null, places: BackupPlace[]): string | null {
  for (const wanted of state?.wants ?? []) {
    const there = places.find((place) => place.path === wanted)
    if (there) return there.id
  }
  return null
}

/** Takes a due backup by itself while the desk is open, where whoever is at it may. One that failed, or left no trace of itself, is tried again when its place was away meanwhile. */
export function useSchedule(): void {
  let looking: ReturnType<typeof setInterval> | undefined
  let busy = false
  let triedAt: string | null = null

  async function look() {
    if (!may('backup') || !backup.value?.wants.length || jobs.value.some((job) => job.state === 'running')) return
    const place = placeWhenDue(backup.value, await backups.places())
    if (place === null) triedAt = null
    if (place === null || place === triedAt) return
    triedAt = place
    await jobEnd(await backups.take(place))
    backup.value = await backups.state()
    if (placeWhenDue(backup.value, await backups.places()) !== place) triedAt = null
  }

  async function lookOnce() {
    if (busy) return
    busy = true
    // What goes wrong is said by the job itself.
    await look().catch(() => null)
    busy = false
  }

  onMounted(() => {
    looking = setInterval(() => void lookOnce(), LOOK)
  })
  onBeforeUnmount(() => clearInterval(looking))
}
