/** A character written by its Unicode number inside a text. */
export interface RareCharacter { typed: string; character: string }

/** Finds the first `U+20BB7` (or `\u20BB7`) in a text; null when there is none or it is no character that can be written. */
export function rareCharacter(text: string): RareCharacter | null {
  const found = /(?:[Uu]\+|\\u)([0-9a-fA-F]{4,6})/.exec(text)
  if (!found?.[1]) return null
  const code = Number.parseInt(found[1], 16)
  const writable = code >= 0x2e80 && code <= 0x3ffff && !(code >= 0xd800 && code <= 0xf8ff) && !(code >= 0xfdd0 && code <= 0xfdef)
  return writable ? { typed: found[0], character: String.fromCodePoint(code) } : null
}
