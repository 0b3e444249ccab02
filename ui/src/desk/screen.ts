/** Tells the outside (tests, accessibility tools) which screen shows its data: `document.body.dataset.screen`. */
export function screenShown(name: string): void {
  document.body.dataset.screen = name
}

/** Between screens there is none. */
export function screenLeft(): void {
  delete document.body.dataset.screen
}
