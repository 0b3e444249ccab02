import { reactive } from 'vue'
import type { FieldType, Reference } from '@/backend'

const titles = reactive(new Map<string, string>())

/** Keeps the words for a row id that a field points to. */
export function rememberReference(kind: FieldType, id: number, title: string): void {
  titles.set(`${kind}:${id}`, title)
}

/** Keeps the words of all fields of a matter that point elsewhere. */
export function rememberReferences(fields: { id: string; type: FieldType }[], references: Reference[]): void {
  for (const reference of references) {
    const field = fields.find((candidate) => candidate.id === reference.field)
    if (field) rememberReference(field.type, reference.id, reference.number ? `${reference.title}（${reference.number}）` : reference.title)
  }
}

/** The words for a row id, empty when none are known yet. */
export function referenceTitle(kind: FieldType, id: number | null): string {
  return id == null ? '' : titles.get(`${kind}:${id}`) ?? `第 ${id} 号`
}
