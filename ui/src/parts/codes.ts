import { shallowRef } from 'vue'
import type { CodeView, ColumnView, DefinitionsView, FilterView, KindView } from '@/backend'

/** The definitions of this office, fetched once after unlocking. */
export const definitions = shallowRef<DefinitionsView>({ modules: [], kinds: [], codes: [], papers: { id: '', title: '', unit: '', columns: [], filters: [] } })

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

/** What a register lists: the matters of a kind, or the papers. */
export interface Listed { id: string; title: string; unit: string; columns: ColumnView[]; filters: FilterView[] }

/** The register with this id. */
export function listedOf(id: string): Listed | null {
  if (id === definitions.value.papers.id) return definitions.value.papers
  const kind = kindOf(id)
  return kind && { ...kind, unit: '件' }
}

/** The papers' register: not of a kind. */
export function isPapers(id: string): boolean {
  return id === definitions.value.papers.id
}

/** A kind by id. */
export function kindOf(id: string): KindView | null {
  return definitions.value.kinds.find((kind) => kind.id === id) ?? null
}
