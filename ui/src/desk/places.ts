import { computed } from 'vue'
import { definitions } from '@/parts/codes'

/** One entry of the rail. */
export interface Place { to: string; title: string; icon: 'sun' | 'folder' | 'person' | 'house' | 'trace' | 'shield' | 'gear' | 'bars' | 'sign' | 'box' | 'sheet'; group: string }

/** A part of the rail: the desk itself, a line of work with its registers, the office. */
export interface PlaceGroup { id: string; title: string; folds: boolean }

/** The parts in order. */
export const placeGroups = computed<PlaceGroup[]>(() => [
  { id: 'desk', title: '', folds: false },
  ...definitions.value.modules.map((module): PlaceGroup => ({ id: module.id, title: module.title, folds: definitions.value.modules.length > 1 })),
  { id: 'office', title: '所里', folds: false },
])

/** 今日, 报表, the papers, a register for every kind, people, organizations, approvals, retention, trail, backups and settings. */
export const places = computed<Place[]>(() => [
  { to: '/today', title: '今日', icon: 'sun', group: 'desk' },
  { to: '/reports', title: '报表', icon: 'bars', group: 'desk' },
  { to: `/register/${definitions.value.papers.id}`, title: `${definitions.value.papers.title}台账`, icon: 'sheet', group: 'desk' },
  ...definitions.value.kinds.map((kind): Place => ({ to: `/register/${kind.id}`, title: kind.title, icon: 'folder', group: kind.module })),
  { to: '/people', title: '人员', icon: 'person', group: 'office' },
  { to: '/organizations', title: '单位', icon: 'house', group: 'office' },
  { to: '/approvals', title: '审批', icon: 'sign', group: 'office' },
  { to: '/retention', title: '档案到期', icon: 'box', group: 'office' },
  { to: '/audit', title: '留痕', icon: 'trace', group: 'office' },
  { to: '/backup', title: '备份与恢复', icon: 'shield', group: 'office' },
  { to: '/settings', title: '设置', icon: 'gear', group: 'office' },
])
