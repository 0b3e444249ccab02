import type { DraftView } from '@/backend'

/** Which matters a batch was for, as its address says it. */
function ofBatch(draft: DraftView): string {
  const content = draft.content as { query?: unknown } | null
  return content?.query ? JSON.stringify(content.query) : ''
}

/** Where a draft that was left behind is taken up again; none for one that no page knows. */
export function draftTarget(draft: DraftView): { path: string; query?: Record<string, string> } | null {
  const [what, id = '', third, type] = draft.key.split(':')
  if (what === 'new') return { path: `/new/${id}` }
  if (what === 'matter') return { path: `/matter/${id}` }
  if (what === 'journal') return { path: `/matter/${id}`, query: { tab: 'journal', ...(third === 'new' && type ? { entry: type } : {}) } }
  if (what === 'batch') return { path: `/batch/${id}/${third ?? ''}`, ...(ofBatch(draft) ? { query: { of: ofBatch(draft) } } : {}) }
  return null
}
