import { ref } from 'vue'
import { desk, settings } from '@/backend'

/** The four steps, in percent. */
export const ZOOM_STEPS = [100, 115, 130, 150] as const
export const zoom = ref<number>(100)

/** The next step up or down from a percentage; the nearest step where it is none of the four. */
export function zoomStep(from: number, direction: 1 | -1 | 0): number {
  if (direction === 0) return 100
  const steps = direction === 1 ? ZOOM_STEPS.filter((step) => step > from) : ZOOM_STEPS.filter((step) => step < from).reverse()
  return steps[0] ?? (direction === 1 ? 150 : 100)
}

/** Shows the window at this size. Everything is measured in rem, so the root's size is the zoom. */
export function applyZoom(percent: number): void {
  zoom.value = percent
  document.documentElement.style.fontSize = `${(16 * percent) / 100}px`
}

/** Changes the zoom and keeps it for the person at the desk. */
export async function changeZoom(direction: 1 | -1 | 0): Promise<void> {
  const next = zoomStep(zoom.value, direction)
  if (next === zoom.value) return
  applyZoom(next)
  const state = await desk.state()
  if (state.stage === 'open') await settings.setZoom(next)
}
