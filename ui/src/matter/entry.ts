import type { FieldState, FieldView, JsonValue, KindView, Values } from '@/backend'
import { isBlank } from '@/parts/field'

/**
 * What 登记 asks: the kind's entry fields, and whatever else is 必填 as things stand, or was typed while it was; in the
 * kind's order. Without the latter a matter could be refused for a field that is nowhere on the page.
 */
export function askedAtEntry(kind: Pick<KindView, 'fields' | 'entry_fields'>, states: Map<string, FieldState>, values: Values, defaults: Values): FieldView[] {
  const typed = (id: string): boolean => {
    const value: JsonValue | undefined = values[id]
    return !isBlank(value) && JSON.stringify(value) !== JSON.stringify(defaults[id])
  }
  return kind.fields.filter((field) => {
    if (field.derived) return false
    const state = states.get(field.id)
    if (kind.entry_fields.includes(field.id)) return state?.visible !== false
    return state !== undefined && state.visible && (state.required || typed(field.id))
  })
}
