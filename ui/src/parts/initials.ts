import { isComposing } from './composition'

/** Something chosen by the pinyin initials of its words: several spellings, separated by blanks. */
export interface Spelt { id: string; initials: string }

/** Letters typed with no longer pause than this are one word. */
const PAUSE_MS = 1200

/** The item meant by typed initials: the first that begins with them; `from` lets the same letter go on to the next. */
export function speltOut<T extends Spelt>(items: T[], typed: string, from: string | null): T | null {
  const fits = items.filter((item) => item.initials.split(' ').some((spelling) => spelling.startsWith(typed)))
  if (typed.length > 1 || fits.length === 0) return fits[0] ?? null
  const here = fits.findIndex((item) => item.id === from)
  return fits[(here + 1) % fits.length] ?? null
}

/** Reads letters typed on a choice: gives what they mean, or null for any other key. */
export function spelling(): <T extends Spelt>(event: KeyboardEvent, items: T[], from: string | null) => T | null {
  let typed = ''
  let last = 0
  return (event, items, from) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || !/^[a-z0-9]$/i.test(event.key)) return null
    const now = Date.now()
    typed = now - last > PAUSE_MS ? '' : typed
    last = now
    const letter = event.key.toLowerCase()
    const found = speltOut(items, typed + letter, from) ?? (typed === '' ? null : speltOut(items, letter, from))
    typed = found && found.initials.split(' ').some((one) => one.startsWith(typed + letter)) ? typed + letter : letter
    return found
  }
}
