import type { KindView } from '@/backend'

/** Kinds that matters of this kind point to where they must: always, or in one of its steps. */
function needed(kind: KindView): string[] {
  const asked = new Set(kind.transitions.flatMap((transition) => transition.asks))
  return kind.fields
    .filter((field) => field.type === 'matter' && field.of && field.of !== kind.id && (field.always_required || asked.has(field.id)))
    .flatMap((field) => (field.of ? [field.of] : []))
}

/** What a new office registers, in order: first what the others must point to. */
export function startOrder(kinds: KindView[], goal: string): KindView[] {
  const order: KindView[] = []
  const seen = new Set<string>()
  function visit(id: string): void {
    const kind = kinds.find((one) => one.id === id)
    if (!kind || seen.has(id)) return
    seen.add(id)
    needed(kind).forEach(visit)
    order.push(kind)
  }
  visit(goal)
  return order
}
