import { computed } from 'vue'
import { definitions } from '@/parts/codes'

/** One entry of the rail. */
export interface Place { to: string; title: string; icon: 'sun' | 'folder' | 'person' | 'house' | 'trace' | 'shield' | 'gear'; group: 'desk' | 'registers' | 'office' }

/** 今日, a register for every kind, people, organizations, trail, backups and settings. */
export const places = computed<Place[]>(() => [
  { to: '/today', title: '今日', icon: 'sun', group: 'desk' },
  ...definitions.value.kinds.map((kind): Place => ({ to: `/register/${kind.id}`, title: kind.title, icon: 'folder', group: 'registers' })),
  { to: '/people', title: '人员', icon: 'person', group: 'office' },
  { to: '/organizations', title: '单位', icon: 'house', group: 'office' },
  { to: '/audit', title: '留痕', icon: 'trace', group: 'office' },
  { to: '/backup', title: '备份与恢复', icon: 'shield', group: 'office' },
  { to: '/settings', title: '设置', icon: 'gear', group: 'office' },
])
