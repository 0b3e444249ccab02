import type { RegisterRow } from '@/backend'

/** Where a row leads: to its matter, or to its document on the matter's page. */
export function rowTarget(row: Pick<RegisterRow, 'matter' | 'document'>): string {
  return row.document == null ? `/matter/${row.matter}` : `/matter/${row.matter}?tab=documents&document=${row.document}`
}
