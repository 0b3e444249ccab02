import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import type { FileTab } from './file'
import { useWays } from './ways'

function ways() {
  const tab = ref<FileTab>('record')
  const openEntry = ref<string | null>(null)
  return { tab, openEntry, ...useWays({ tab, openEntry, editParties: () => Promise.resolve() }) }
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
