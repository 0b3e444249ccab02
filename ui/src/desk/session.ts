import { computed, ref, shallowRef } from 'vue'
import { backups, desk, type BackupState, type DeskState } from '@/backend'
import { definitions } from '@/parts/codes'
import { readPreferences } from './preferences'
import { applyZoom } from './zoom'

/** Where the desk stands; null until the core has answered for the first time. */
export const deskState = shallowRef<DeskState | null>(null)
export const me = computed(() => deskState.value?.me ?? null)

/** Counts up with every save, so that what is shown elsewhere is read again when it is next seen. */
export const changes = ref(0)

/** How the office stands with its backups; null before the core has answered. */
export const backup = shallowRef<BackupState | null>(null)

/** An office that was just put back from a backup: what to say at the next log-in, and the recovery code if that was what opened it. */
export const putBack = shallowRef<{ message: string; code: string } | null>(null)

/** Asks the core where the desk stands, and fetches the definitions once a session is open. */
export async function refreshDesk(): Promise<void> {
  const state = await desk.state()
  if (state.stage === 'open' && state.me?.id !== me.value?.id) {
    const [all, kept] = await Promise.all([desk.definitions(), backups.state(), readPreferences()])
    definitions.value = all
    backup.value = kept
  }
  if (state.me) applyZoom(state.me.zoom)
  deskState.value = state
}

/** After a change of packs or settings the screens may be drawn otherwise. */
export async function refreshDefinitions(): Promise<void> {
  definitions.value = await desk.definitions()
}

/** Locks the screen; what was typed is kept as drafts by the pages themselves. */
export async function lockDesk(): Promise<void> {
  const kept: Promise<void>[] = []
  window.dispatchEvent(new CustomEvent('keep-drafts', { detail: kept }))
  // A locked desk keeps nothing any more.
  await Promise.all(kept)
  await desk.lock()
  await refreshDesk()
}
