import { shallowRef } from 'vue'
import type { CodeView, DefinitionsView, KindView } from '@/backend'

/** The definitions of this office, fetched once after unlocking. */
export const definitions = shallowRef<DefinitionsView>({ modules: [], kinds: [], codes: [] })

/** What a field with this list offers: what is current, and the value it has even if that is retired. */
export function codeItems(list: string | null | undefined, chosen: unknown = null): CodeView[] {
  const items = definitions.value.codes.find((codes) => codes.id === list)?.items ?? []
  const kept = Array.isArray(chosen) ? chosen : [chosen]
  return items.filter((item) => item.current || kept.includes(item.id))
}

/** The label of a code; the code itself where the list does not know it. */
export function codeLabel(list: string, id: string): string {
  return definitions.value.codes.find((codes) => codes.id === list)?.items.find((item) => item.id === id)?.label ?? id
}

/** A kind by id. */
export function kindOf(id: string): KindView | null {
  return definitions.value.kinds.find((kind) => kind.id === id) ?? null
}
