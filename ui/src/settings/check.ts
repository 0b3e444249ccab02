import { moment } from '@/backups/age'
import type { CheckNote } from '@/backend'

/** How the last check of everything ended, or why another is asked for. */
export function checkSays(last: CheckNote | null, due: boolean): string {
  if (last === null) return '还没有核对过档案。核对一次，就知道数据、留痕和每一个材料文件是不是都完好。'
  const at = moment(last.at.slice(0, 16))
  if (!last.ok) return `${at}核对，发现 ${last.findings} 处问题：请照说的处理，再核对一次。`
  return due ? `上次核对是${at}，超过一个月了，请再核对一次。` : `上次核对：${at}，完好。`
}
