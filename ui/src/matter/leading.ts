import { nextTick, shallowRef, type Ref } from 'vue'
import type { FieldView, JsonValue } from '@/backend'
import { warn } from '@/desk/messages'
import { focusField } from '@/parts/field'

/** The tabs of an opened folder. */
export type FileTab = 'record' | 'journal' | 'documents' | 'attachments' | 'volume' | 'timeline' | 'related' | 'duties' | 'trail'

interface Place {
  tab: Ref<FileTab>
  openEntry: Ref<string | null>
  editParties: (index: number | null) => Promise<void>
}

/**
 * Where a part of a form's own input is put right: what the input stands for is written in the folder, so
 * `document.session.place` leads to that entry of the journal. Everything else stays where it is.
 */
export function behindInput(path: string, inputs: Pick<FieldView, 'id' | 'type'>[], values: Partial<Record<string, JsonValue>>): string {
  const [first, id, ...part] = path.split('.')
  const input = first === 'document' && part.length > 0 ? inputs.find((one) => one.id === id) : undefined
  const value = input && values[input.id]
  if (typeof value !== 'number') return path
  if (input?.type === 'journal') return ['journal', value, ...part].join('.')
  return input?.type === 'party' ? ['parties', value, ...part].join('.') : path
}

/** Leads to what a finding or a check means, wherever in the folder it is. */
export function useLeading(place: Place) {
  /** Where a way began, to come back to. */
  const comeBack = shallowRef<HTMLElement | null>(null)
  /** A form or an issued document that something on the page leads to: the sheet at the right takes it up. */
  const wanted = shallowRef<{ form: string } | { issued: number } | null>(null)
  /** A material, or the place in the volume that one is to be put under. */
  const wantedMaterial = shallowRef<{ attachment: number } | { under: string } | null>(null)

  /**
   * Leads to a field, a party, a journal entry, a form and its own inputs, a document or a material; `from` is where the
   * clerk comes back to.
   */
  async function go(path: string, from: HTMLElement | null = null): Promise<void> {
    const [first = '', second, third] = path.split('.')
    if (second !== undefined && (first === 'form' || first === 'issued')) {
      wanted.value = first === 'form' ? { form: second } : { issued: Number(second) }
      return
    }
    if (second !== undefined && (first === 'material' || first === 'attachment')) {
      place.tab.value = 'attachments'
      wantedMaterial.value = first === 'material' ? { under: second } : { attachment: Number(second) }
      return
    }
    comeBack.value = from
    if (first === 'journal') {
      place.tab.value = 'journal'
      place.openEntry.value = second ?? null
    } else if (first === 'parties') {
      place.tab.value = 'record'
      await place.editParties(second === undefined ? null : Number(second))
    } else if (first !== 'document') place.tab.value = 'record'
    await nextTick()
    if (first === 'journal') {
      // The entry opens in the tab that was just shown.
      await nextTick()
      if (third) focusField(`journal.${third}`)
      return
    }
    // Where a part has no field of its own, the whole has.
    const parts = path.split('.')
    const within = parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
    if (!focusField(`step.${path}`) && !within.some(focusField)) warn('这一栏现在不在这一页上。', '请在左边各页签里找。')
  }

  return { comeBack, wanted, wantedMaterial, go, lead: (field: string): void => void go(field) }
}
