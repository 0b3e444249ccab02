import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { CountedIn, ReportQuery } from '@/backend'

const one = (value: LocationQuery[string] | undefined) => (typeof value === 'string' ? value : null)

/** The address of a number of a report, and back. */
export function countedQuery(counted: CountedIn): LocationQueryRaw {
  const { report, from, to, rows, column, row } = counted
  return { report, from, to, ...(rows ? { rows } : {}), column, ...(row === null ? {} : { row }) }
}

/** The number whose matters a register shows; null where it shows all. */
export function countedOf(query: LocationQuery): CountedIn | null {
  const [report, from, to, column] = [one(query.report), one(query.from), one(query.to), one(query.column)]
  if (!report || !from || !to || !column) return null
  return { report, from, to, rows: one(query.rows), column, row: one(query.row) }
}

/** The address of a report. */
export function reportPath(query: ReportQuery): { path: string; query: LocationQueryRaw } {
  return { path: `/reports/${query.report}`, query: { from: query.from, to: query.to, ...(query.rows ? { rows: query.rows } : {}) } }
}
