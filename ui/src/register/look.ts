import type { WritableComputedRef } from 'vue'
import { preference } from '@/desk/preferences'

/** How a person likes a list: hidden columns and density. */
export function useListLook(list: string): { hidden: WritableComputedRef<string[]>; dense: WritableComputedRef<boolean> } {
  return { hidden: preference<string[]>(`list.${list}.hidden`, []), dense: preference<boolean>(`list.${list}.dense`, false) }
}
