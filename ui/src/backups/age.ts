import type { DrillNote } from '@/backend'

/** How old the last good backup is, in words, and whether that is too long. */
export function backupAge(days: number | null, everyDays: number): { tone: '' | 'amber'; text: string } {
  if (days === null) return { tone: 'amber', text: '还没有备份' }
  if (days < 0) return { tone: 'amber', text: '上次备份记的日期比今天还晚：请核对电脑的日期，再备份一次' }
  if (days === 0) return { tone: '', text: '今天已备份' }
  return { tone: days >= everyDays ? 'amber' : '', text: `${days} 天前备份` }
}

/** Why a recovery drill is asked for; `ahead` says that the last one has a day that is yet to come. */
export function drillAsked(last: DrillNote | null, ahead: boolean): string {
  if (last === null) return '还没有演练过恢复：请试一次，看备份是不是真的能恢复。'
  if (!last.ok) return `${moment(last.at)}的演练没有成功：请换一份备份再演练；都不成功的，马上重新备份一次。`
  if (ahead) return `上次恢复演练记的是${moment(last.at)}，比今天还晚：请核对电脑的日期，再演练一次。`
  return `上次恢复演练是${moment(last.at)}，超过三个月了，请再演练一次。`
}

/** `2026-11-22T09:30` as a clerk reads it. */
export function moment(at: string): string {
  const [day, time] = at.split('T')
  const [year, month, date] = (day ?? '').split('-').map(Number)
  return `${year}年${month}月${date}日 ${time ?? ''}`.trim()
}

/** Megabytes as they are read aloud. */
export function size(megabytes: number | null): string {
  if (megabytes === null) return ''
  return megabytes >= 1000 ? `${(megabytes / 1000).toFixed(1)} GB` : `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`
}
