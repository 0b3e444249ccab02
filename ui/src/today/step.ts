import type { ActionView } from '@/backend'

/** Where the one step that settles a duty or a finding is taken: an address the matter page opens at. */
export function stepTarget(matter: number, action: ActionView): { path: string; query: Record<string, string> } {
  const queries: Record<ActionView['kind'], Record<string, string>> = {
    form: { form: action.id },
    journal: { tab: 'journal', entry: action.id },
    transition: { step: action.id },
    field: { tab: 'record', field: action.id },
    open: {},
  }
  // The page looks up by the rule what is written there beforehand: lists do not know it.
  return { path: `/matter/${matter}`, query: { ...queries[action.kind], ...(action.rule && action.kind !== 'open' ? { rule: action.rule } : {}) } }
}
