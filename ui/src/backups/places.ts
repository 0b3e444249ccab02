import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { asFailure, backups, type BackupPlace, type BackupSetView, type Failure } from '@/backend'

/** Sticks come and go; how often to look, in milliseconds. */
const LOOK = 3000

/** The places there are now, the chosen one, and its sets. */
export function usePlaces(wanted: (set: BackupSetView) => boolean = () => true) {
  const places = shallowRef<BackupPlace[]>([])
  const place = ref('')
  const sets = shallowRef<BackupSetView[]>([])
  const unreadable = shallowRef<{ message: string; next: string }[]>([])
  const failed = shallowRef<Failure | null>(null)
  const reading = ref(false)
  let looking: ReturnType<typeof setInterval> | undefined

  async function look() {
    try {
      const now = await backups.places()
      if (JSON.stringify(now.map((one) => one.id)) === JSON.stringify(places.value.map((one) => one.id))) return
      const added = now.find((one) => one.removable && !places.value.some((known) => known.id === one.id))
      places.value = now
      // A stick that was just put in is what the clerk wants; one that was pulled out can no longer be chosen.
      if (added) place.value = added.id
      else if (!now.some((one) => one.id === place.value)) place.value = now[0]?.id ?? ''
    } catch (thrown) {
      failed.value = asFailure(thrown)
    }
  }

  async function read() {
    failed.value = null
    if (place.value === '') {
      sets.value = []
      return
    }
    reading.value = true
    const asked = place.value
    try {
      const found = await backups.list(asked)
      if (asked !== place.value) return
      sets.value = found.sets.filter(wanted)
      unreadable.value = found.unreadable
    } catch (thrown) {
      if (asked !== place.value) return
      sets.value = []
      failed.value = asFailure(thrown)
    } finally {
      reading.value = false
    }
  }

  /** Another folder, chosen in the system's own dialog. */
  async function choose() {
    try {
      const chosen = await backups.chooseFolder()
      if (!chosen) return
      places.value = await backups.places()
      place.value = chosen.id
    } catch (thrown) {
      failed.value = asFailure(thrown)
    }
  }

  watch(place, read)
  onMounted(async () => {
    await look()
    looking = setInterval(() => void look(), LOOK)
  })
  onBeforeUnmount(() => clearInterval(looking))
  return { places, place, sets, unreadable, failed, reading, read, choose }
}
