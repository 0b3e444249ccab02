import { isComposing } from '@/parts/composition'

/** A shortcut as the sheet shows it. */
export interface Shortcut { keys: string; does: string }

export const SHORTCUTS: Shortcut[] = [
  { keys: 'Ctrl+K', does: '找人、找事项、找文号，或做一件事' },
  { keys: 'Enter', does: '到下一栏' },
  { keys: 'Ctrl+Enter  Ctrl+S', does: '保存' },
  { keys: 'F4  Ctrl+;', does: '在文字栏里插入常用语；再按一次看以前的写法' },
  { keys: '拼音首字母', does: '在选择栏里选一项（如 ll 选“邻里纠纷”）' },
  { keys: 'Alt+1 … Alt+9', does: '到左边第几页' },
  { keys: 'Alt+N', does: '新登记（当前台账的事项）' },
  { keys: '/', does: '到台账的搜索栏' },
  { keys: '↑ ↓ Enter', does: '在列表里选一行、打开' },
  { keys: '← →', does: '换页签' },
  { keys: 'Alt+↓', does: '在日期栏打开日历' },
  { keys: 'Esc', does: '关上弹出的东西' },
  { keys: 'Ctrl +  Ctrl -  Ctrl 0', does: '放大、缩小、恢复字号' },
  { keys: 'Ctrl+L', does: '锁屏' },
  { keys: '?', does: '看快捷键' },
]

/** Whether a key press is meant for the text being typed. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  return isComposing(event) || (target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select')))
}

/** The window-wide wish behind a key press. */
export type Wish = 'find' | 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'lock' | 'help' | 'new' | 'search' | `go-${number}` | null

export function wishOf(event: KeyboardEvent): Wish {
  if (isComposing(event) || event.defaultPrevented) return null
  const ctrl = event.ctrlKey || event.metaKey
  if (ctrl && !event.altKey) {
    if (event.key === 'k' || event.key === 'K') return 'find'
    if (event.key === '+' || event.key === '=') return 'zoom-in'
    if (event.key === '-') return 'zoom-out'
    if (event.key === '0') return 'zoom-reset'
    if (event.key === 'l' || event.key === 'L') return 'lock'
    return null
  }
  if (event.altKey) {
    if (/^[1-9]$/.test(event.key)) return `go-${Number(event.key)}`
    return event.key === 'n' || event.key === 'N' ? 'new' : null
  }
  if (isTyping(event)) return null
  if (event.key === '?' || event.key === '？') return 'help'
  return event.key === '/' ? 'search' : null
}
