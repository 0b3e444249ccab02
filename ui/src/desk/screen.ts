import { onActivated, onDeactivated } from 'vue'

/** Tells the outside (tests, accessibility tools) which screen shows its data: `document.body.dataset.screen`. */
export function screenShown(name: string): void {
  document.body.dataset.screen = name
}

/** Between screens there is none. */
export function screenLeft(): void {
  delete document.body.dataset.screen
}

/** For pages that are kept while another is shown: what they read in the meantime does not make them the screen. */
export function useKeptScreen(name: string): () => void {
  let here = true
  onActivated(() => { here = true })
  onDeactivated(() => { here = false })
  return () => { if (here) screenShown(name) }
}
