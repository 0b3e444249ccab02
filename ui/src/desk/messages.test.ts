import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { FindingView } from '@/backend'
import { clearMessage, message, pastMessage, refuse, say, saySaved, warn } from './messages'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => {
  clearMessage()
  vi.useRealTimers()
})
const doubt = (field: string | null): FindingView => ({ rule: 'r', field, message: `请看${field}`, next: '', severity: 'warn', field_label: null, citation: null, action: null })

it('lets good news go by itself, what is to be minded and refusals never', () => {
  say('已保存。')
  vi.advanceTimersByTime(6001)
  expect(message.value).toBeNull()
  warn('请留意。')
  vi.advanceTimersByTime(600_000)
  expect(message.value?.tone).toBe('amber')
  pastMessage()
  expect(message.value).toBeNull()
  refuse(new Error('x'))
  vi.advanceTimersByTime(600_000)
  expect(message.value?.tone).toBe('red')
})

it('forgets what a former page said, keeps its last word', () => {
  say('已登记。')
  pastMessage()
  expect(message.value?.text).toBe('已登记。')
  vi.advanceTimersByTime(501)
  pastMessage()
  expect(message.value).toBeNull()
})

it('names every doubt and leads to its field', () => {
  const led: string[] = []
  saySaved('已保存。', [doubt('visit_plan'), doubt(null)], (field) => led.push(field))
  expect(message.value?.doubts).toHaveLength(2)
  message.value?.doubts[0]?.go?.()
  expect(led).toEqual(['visit_plan'])
  expect(message.value?.doubts[1]?.go).toBeUndefined()
})
