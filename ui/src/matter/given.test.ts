import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { ActionView } from '@/backend'
import { openFile, type OpenFile } from './file'

const desk = vi.hoisted(() => ({ keepDraft: vi.fn(async () => null), discardDraft: vi.fn(async () => null) }))
const matters = vi.hoisted(() => ({ read: vi.fn(), assess: vi.fn(), save: vi.fn(), transition: vi.fn() }))
vi.mock('@/backend', () => ({ desk, matters, asFailure: () => ({ code: 'refused', message: '不行。', next: '', fields: [], findings: [] }) }))
vi.mock('@/parts/codes', () => ({ kindOf: () => ({ id: 'any', fields: [], transitions: [] }) }))
vi.mock('@/parts/references', () => ({ rememberReferences: () => null }))
vi.mock('@/desk/messages', () => ({ pastMessage: vi.fn(), refuse: vi.fn(), saySaved: vi.fn(), warn: vi.fn() }))

const offer = (kind: ActionView['kind'], what: string, values: ActionView['with']): ActionView =>
  ({ kind, id: what, label: what, rule: `rule.${what}`, with: values, source: '“甲：迁居”（迁居〔2026〕1号）', source_matter: 7 })
const leave = offer('transition', 'leave', { to: '乙县', left_on: '2026-04-01', place: '下河村' })
const move = offer('field', 'place', { place: '下河村', phone: '139' })
let file: OpenFile
let page: VueWrapper
let id = 100

beforeEach(async () => {
  vi.useFakeTimers()
  id += 1
  const transitions = [{ id: 'leave', label: 'leave', to_title: '', allowed: true, askable: true, asks: ['to', 'left_on', 'place'], findings: [] }]
  matters.read.mockImplementation(async () => ({
    revision: 3, head: { kind: 'any', number: null, title: '' }, values: { place: '上河村' }, shown: [{ id: 'place', text: '上河村' }], fields: [], duties: [{ rule: 'rule.leave', action: leave }],
    findings: [{ rule: 'rule.place', message: '', field: 'place', action: move }], transitions, parties: [], journal: [], references: [], draft: null,
  }))
  matters.assess.mockImplementation(async () => ({ title: '', fields: [], derived: {}, findings: [], duties: [], transitions }))
  matters.transition.mockResolvedValue({ findings: [] })
  page = mount(defineComponent({ setup() { file = openFile(id); return () => h('div') } }))
  await file.read()
})
afterEach(() => {
  page.unmount()
  vi.useRealTimers()
  vi.clearAllMocks()
})

it('is found by its rule, among the duties and the findings', () => {
  expect(file.offers.offerOf('rule.leave')).toEqual(leave)
  expect(file.offers.offerOf('rule.place')).toEqual(move)
  expect(file.offers.offerOf('rule.none')).toBeNull()
})

it('fills a step, says from where, and saves nothing before the step is taken', async () => {
  file.step.value = 'leave'
  file.offers.begin(leave)
  expect(file.values.value).toMatchObject({ to: '乙县', left_on: '2026-04-01' })
  expect(file.offers.under('step.to')).toBe('照“甲：迁居”（迁居〔2026〕1号）填')
  expect(file.offers.givenNow('step')).toHaveLength(2)
  expect(file.offers.givenNow('record')).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(300)
  expect([matters.save, matters.transition].map((one) => one.mock.calls.length)).toEqual([0, 0])
  await file.takeStep('leave')
  expect(matters.transition).toHaveBeenCalledWith(expect.objectContaining({ fields: { to: '乙县', left_on: '2026-04-01' } }))
  expect(file.offers.givenNow('step')).toHaveLength(0)
})

it('writes over nothing that was typed or saved for a step', () => {
  file.step.value = 'leave'
  file.setInStep('leave', 'to', '丙县')
  file.offers.begin(leave)
  expect(file.values.value.to).toBe('丙县')
  expect(file.offers.under('step.to')).toBeNull()
  // What is saved in a field the step asks for stays too.
  expect(file.values.value.place).toBe('上河村')
  // Changed by the clerk, it is no longer what it was taken from.
  file.setInStep('leave', 'left_on', '2026-04-02')
  expect(file.offers.under('step.left_on')).toBeNull()
})

it('puts a saved field right and says what stood there, but leaves what is being typed', () => {
  file.set('phone', '138')
  file.offers.begin(move)
  expect(file.values.value).toMatchObject({ place: '下河村', phone: '138' })
  expect(file.offers.under('place')).toBe('照“甲：迁居”（迁居〔2026〕1号）填，原来是“上河村”')
  expect(matters.save).not.toHaveBeenCalled()
})

it('goes with 先不办 and comes back with the draft', async () => {
  file.step.value = 'leave'
  file.offers.begin(leave)
  await vi.advanceTimersByTimeAsync(2000)
  const kept = (desk.keepDraft.mock.calls.at(-1) as unknown as [{ content: object }])[0].content
  await file.dropStep('leave')
  expect(file.offers.givenNow('step')).toHaveLength(0)
  expect(file.values.value.to).toBeUndefined()
  if (file.view.value) file.view.value = { ...file.view.value, draft: { key: '', title: '', matter: id, at: '', content: kept } as never }
  file.takeUpDraft()
  expect(file.values.value.to).toBe('乙县')
  expect(file.offers.under('step.to')).not.toBeNull()
})
