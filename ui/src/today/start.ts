import type { FieldView, KindView, ModuleView } from '@/backend'

/** Kinds that a filled field points to: itself, or in each of its rows. */
function pointsTo(field: FieldView): string[] {
  if (field.type === 'rows') return field.columns.filter((column) => column.always_required).flatMap(pointsTo)
  return field.type === 'matter' && field.of ? [field.of] : []
}

/** Kinds that matters of this kind point to where they must: always, or in one of its steps. */
function needed(kind: KindView): string[] {
  const asked = new Set(kind.transitions.flatMap((transition) => transition.asks))
  const must = kind.fields.filter((field) => field.always_required || asked.has(field.id))
  return must.flatMap(pointsTo).filter((of) => of !== kind.id)
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

/** Where each line of work begins: what its most used kind needs, in order, and that kind last. */
export function startOf(modules: ModuleView[], kinds: KindView[]): { id: string; title: string; order: KindView[] }[] {
  return modules.flatMap((module) => {
    const goal = kinds.find((kind) => kind.module === module.id)
    return goal ? [{ id: module.id, title: module.title, order: startOrder(kinds, goal.id) }] : []
  })
}
