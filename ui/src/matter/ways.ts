import { nextTick, shallowRef, type Ref } from 'vue'
import { warn } from '@/desk/messages'
import { focusField } from '@/parts/field'
import type { FileTab } from './file'

/** What of an opened folder a way may lead through. */
interface Folder {
  tab: Ref<FileTab>
  openEntry: Ref<string | null>
  editParties: (index: number | null) => Promise<void>
}

/** The ways a path leads: to a field, a party, a journal entry, a form and its inputs, a document, a material. */
export function useWays({ tab, openEntry, editParties }: Folder) {
  /** Where a way began, to come back to. */
  const comeBack = shallowRef<HTMLElement | null>(null)
  /** A form or an issued document that something on the page leads to: the sheet at the right takes it up. */
  const wanted = shallowRef<{ form: string } | { issued: number } | null>(null)
  /** A material, or the place in the volume that one is to be put under. */
  const wantedMaterial = shallowRef<{ attachment: number } | { under: string } | null>(null)

  /** Leads there, wherever on the page it is. */
  async function go(path: string, from: HTMLElement | null = null): Promise<void> {
    const [first = '', second] = path.split('.')
    if (second !== undefined && (first === 'form' || first === 'issued')) {
      wanted.value = first === 'form' ? { form: second } : { issued: Number(second) }
      return
    }
    if (second !== undefined && (first === 'material' || first === 'attachment')) {
      tab.value = 'attachments'
      wantedMaterial.value = first === 'material' ? { under: second } : { attachment: Number(second) }
      return
    }
    comeBack.value = from
    if (first === 'journal') {
      tab.value = 'journal'
      openEntry.value = second ?? null
    } else if (first === 'parties') {
      tab.value = 'record'
      await editParties(second === undefined ? null : Number(second))
    } else if (first !== 'document') tab.value = 'record'
    await nextTick()
    if (first === 'journal') return
    if (focusField(`step.${path}`)) return
    if (!focusField(path) && !focusField(first)) warn('这一栏现在不在这一页上。', '请在左边各页签里找。')
  }

  return { comeBack, wanted, wantedMaterial, go }
}
