import { describe, expect, it } from 'vitest'
import { speltOut, spelling } from './initials'

const ITEMS = [
  { id: 'marriage', initials: 'hyjtjf' },
  { id: 'neighbour', initials: 'lljf' },
  { id: 'contract', initials: 'htjf gtjf' },
]
const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...more })

describe('initials on a choice', () => {
  it('finds what begins with them, by any spelling', () => {
    expect(speltOut(ITEMS, 'll', null)?.id).toBe('neighbour')
    expect(speltOut(ITEMS, 'gt', null)?.id).toBe('contract')
    expect(speltOut(ITEMS, 'x', null)).toBeNull()
  })
  it('goes on to the next with the same letter', () => {
    expect(speltOut(ITEMS, 'h', null)?.id).toBe('marriage')
    expect(speltOut(ITEMS, 'h', 'marriage')?.id).toBe('contract')
    expect(speltOut(ITEMS, 'h', 'contract')?.id).toBe('marriage')
  })
  it('puts quick letters together and starts anew when they lead nowhere', () => {
    const read = spelling()
    expect(read(press('h'), ITEMS, null)?.id).toBe('marriage')
    expect(read(press('t'), ITEMS, 'marriage')?.id).toBe('contract')
    expect(read(press('l'), ITEMS, 'contract')?.id).toBe('neighbour')
  })
  it('leaves input methods, shortcuts and other keys alone', () => {
    const read = spelling()
    expect(read(press('h', { isComposing: true }), ITEMS, null)).toBeNull()
    expect(read(press('h', { ctrlKey: true }), ITEMS, null)).toBeNull()
    expect(read(press('Enter'), ITEMS, null)).toBeNull()
  })
})
