import { describe, expect, it, vi } from 'vitest'
import { behindInput } from './leading'

vi.mock('@/backend', () => ({}))
const inputs = [{ id: 'session', type: 'journal' as const }, { id: 'who', type: 'party' as const }, { id: 'copies', type: 'integer' as const }]

describe('behindInput', () => {
  it('leads to what an input stands for', () => {
    expect(behindInput('document.session.place', inputs, { session: 7 })).toBe('journal.7.place')
    expect(behindInput('document.who.name', inputs, { who: 1 })).toBe('parties.1.name')
  })
  it('stays with the input itself while it stands for nothing, and with everything else', () => {
    expect(behindInput('document.session.place', inputs, { session: null })).toBe('document.session.place')
    expect(behindInput('document.session', inputs, { session: 7 })).toBe('document.session')
    expect(behindInput('document.copies', inputs, { copies: 3 })).toBe('document.copies')
    expect(behindInput('parties.0.name', inputs, {})).toBe('parties.0.name')
  })
})
