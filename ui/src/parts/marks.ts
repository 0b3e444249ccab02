/** Marks that turn the direction of writing: nobody sees them, and the core refuses them (the same characters as there). */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]/gu

/** How many such marks stand in a text. */
export function countMarks(text: string): number {
  return text.match(DIRECTION)?.length ?? 0
}

/** The text without them. */
export function withoutMarks(text: string): string {
  return text.replace(DIRECTION, '')
}
