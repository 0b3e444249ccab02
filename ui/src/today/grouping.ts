import type { BoardLine } from '@/backend'

/** By what the lines of today stand together. */
export type Grouping = '' | 'kind' | 'responsible' | 'about'

/** Lines that stand together; `matter` is the one they are all about, where that is what joins them. */
export interface DutyGroup { key: string; title: string; matter: number | null; lines: BoardLine[] }

/** The groups in the order in which their first lines come, which is that of the days. */
export function grouped(lines: BoardLine[], grouping: Grouping): DutyGroup[] {
  if (grouping === '') return [{ key: '', title: '', matter: null, lines }]
  const groups = new Map<string, DutyGroup>()
  for (const line of lines) {
    const about = grouping === 'about'
    const title = about ? line.about_title : grouping === 'kind' ? line.kind_title : line.responsible ?? '还没有负责人'
    // Namesakes are two.
    const key = about ? String(line.about) : title
    const group = groups.get(key) ?? { key, title, matter: about ? line.about : null, lines: [] }
    group.lines.push(line)
    groups.set(key, group)
  }
  return [...groups.values()]
}
