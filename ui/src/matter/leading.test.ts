import { describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import {behindInput, type FileTab, useLeading} from './leading'

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

function ways() {
  const tab = ref<FileTab>('record')
  const openEntry = ref<string | null>(null)
  return { tab, openEntry, ...useLeading({ tab, openEntry, editParties: () => Promise.resolve() }) }
}

describe('the ways of a folder', () => {
  it('lead from what a volume lacks to the form, the document and the material', async () => {
    const { tab, wanted, wantedMaterial, comeBack, go } = ways()
    await go('form.mediation-agreement', document.body)
    expect(wanted.value).toEqual({ form: 'mediation-agreement' })
    await go('issued.12')
    expect(wanted.value).toEqual({ issued: 12 })
    expect(comeBack.value).toBeNull()
    await go('material.identity')
    expect([tab.value, wantedMaterial.value]).toEqual(['attachments', { under: 'identity' }])
    await go('attachment.7')
    expect(wantedMaterial.value).toEqual({ attachment: 7 })
  })

  it('lead to an entry of the journal and back to a field', async () => {
    const { tab, openEntry, comeBack, go } = ways()
    await go('journal.3')
    expect([tab.value, openEntry.value]).toEqual(['journal', '3'])
    await go('file_number', document.body)
    expect([tab.value, comeBack.value]).toEqual(['record', document.body])
  })
})
