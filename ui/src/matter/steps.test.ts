import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { FindingView } from '@/backend'
import { openFile, type OpenFile } from './file'
import { useStanding } from './steps'

const desk = vi.hoisted(() => ({ keepDraft: vi.fn(async () => null), discardDraft: vi.fn(async () => null) }))
const matters = vi.hoisted(() => ({ read: vi.fn(), assess: vi.fn(), save: vi.fn(), transition: vi.fn() }))
vi.mock('@/backend', () => ({ desk, matters, asFailure: () => ({ code: 'refused', message: '不行。', next: '', fields: [], findings: [] }) }))
vi.mock('@/parts/codes', () => ({ kindOf: () => ({ id: 'any', fields: [], transitions: [] }) }))
vi.mock('@/parts/references', () => ({ rememberReferences: () => null }))
vi.mock('@/desk/messages', () => ({ pastMessage: vi.fn(), refuse: vi.fn(), saySaved: vi.fn(), warn: vi.fn() }))

const step = (id: string, asks: string[]) => ({ id, label: id, to_title: id, allowed: true, askable: true, asks, findings: [] })
const transitions = [step('refuse', ['conclusion', 'ended_on']), step('screen', ['grade'])]
let file: OpenFile
let page: VueWrapper
let id = 0

beforeEach(async () => {
  vi.useFakeTimers()
  id += 1
  matters.read.mockImplementation(async () => ({
    revision: 3, head: { kind: 'any', number: null, title: '' }, values: { grade: null }, fields: [], findings: [], transitions, parties: [], journal: [], references: [], draft: null,
  }))
  matters.assess.mockImplementation(async () => ({ title: '', fields: [], derived: {}, findings: [], duties: [], transitions }))
  matters.save.mockResolvedValue({ findings: [] })
  matters.transition.mockResolvedValue({ findings: [] })
  page = mount(defineComponent({ setup() { file = openFile(id); return () => h('div') } }))
  await file.read()
})
afterEach(() => {
  page.unmount()
  vi.useRealTimers()
  vi.clearAllMocks()
})

async function typeRefusal() {
  file.step.value = 'refuse'
  await vi.advanceTimersByTimeAsync(0)
  file.setInStep('refuse', 'conclusion', 'refused')
}

describe('what is typed for a step', () => {
  it('is judged and shown while its panel is open', async () => {
    await typeRefusal()
    await vi.advanceTimersByTimeAsync(300)
    expect(matters.assess).toHaveBeenLastCalledWith(expect.objectContaining({ fields: { conclusion: 'refused' } }))
    expect(file.values.value.conclusion).toBe('refused')
  })
  it('is not saved with another step, and waits for its own', async () => {
    await typeRefusal()
    file.step.value = 'screen'
    file.setInStep('screen', 'grade', 'simple')
    expect(file.values.value.conclusion).toBeUndefined()
    await file.takeStep('screen')
    expect(matters.save).not.toHaveBeenCalled()
    expect(matters.transition).toHaveBeenCalledWith({ matter: id, revision: 3, transition: 'screen', fields: { grade: 'simple' } })
    file.step.value = 'refuse'
    expect(file.values.value.conclusion).toBe('refused')
    await vi.advanceTimersByTimeAsync(2000)
    expect(desk.keepDraft).toHaveBeenLastCalledWith(expect.objectContaining({ content: expect.objectContaining({ steps: { refuse: { conclusion: 'refused' } } }) }))
  })
  it('goes with 先不办, and its draft too', async () => {
    await typeRefusal()
    await file.dropStep('refuse')
    expect(file.typing.value).toBe(false)
    expect(desk.discardDraft).toHaveBeenCalledWith(`matter:${id}`)
    file.step.value = 'screen'
    await file.takeStep('screen')
    expect(matters.transition).toHaveBeenCalledWith(expect.objectContaining({ fields: {} }))
    await vi.advanceTimersByTimeAsync(5000)
    expect(desk.keepDraft).not.toHaveBeenCalled()
  })
  it('is saved with what was changed in 登记, which 先不办 leaves alone', async () => {
    file.set('place', '青山')
    await typeRefusal()
    await file.dropStep('refuse')
    expect(file.edits.value).toEqual({ place: '青山' })
    await typeRefusal()
    await file.takeStep('refuse')
    expect(matters.save).toHaveBeenCalledWith(expect.objectContaining({ fields: { place: '青山' } }))
    expect(matters.transition).toHaveBeenCalledWith(expect.objectContaining({ fields: { conclusion: 'refused' } }))
  })
  it('stays when the step is refused', async () => {
    await typeRefusal()
    matters.transition.mockRejectedValueOnce(new Error('no'))
    expect(await file.takeStep('refuse')).toBeNull()
    expect(file.values.value.conclusion).toBe('refused')
    expect(file.wrong.value[0]?.message).toBe('不行。')
  })
  it('of fields the step does not ask for is never saved', async () => {
    file.step.value = 'screen'
    file.setInStep('screen', 'conclusion', 'refused')
    await file.takeStep('screen')
    expect(matters.transition).toHaveBeenCalledWith(expect.objectContaining({ fields: {} }))
  })
  it('gives way to a later change of the same field in 登记', async () => {
    await typeRefusal()
    file.set('conclusion', 'agreed')
    expect(file.values.value.conclusion).toBe('agreed')
    await file.takeStep('refuse')
    expect(matters.save).toHaveBeenCalledWith(expect.objectContaining({ fields: { conclusion: 'agreed' } }))
    expect(matters.transition).toHaveBeenCalledWith(expect.objectContaining({ fields: {} }))
  })
})

describe('what stands against a step', () => {
  const found = (rule: string, message: string, field: string | null = null) => ({ rule, message, field, severity: 'refuse', next: '', field_label: null, citation: null }) as FindingView
  it('keeps its place ticked off when it is settled, and what comes later is said below', () => {
    const now = shallowRef([found('', '没有填“日期”。', 'on'), found('group', '成员少 2 人。', 'members')])
    const { first, settled, later } = useStanding(() => now.value)
    now.value = [found('group', '成员少 1 人。', 'members'), found('late', '超过期限，要写理由。', 'reason')]
    expect(first.value.map((one) => one.message)).toEqual(['没有填“日期”。', '成员少 1 人。'])
    expect(settled.value.map((one) => one.message)).toEqual(['没有填“日期”。'])
    expect(later.value.map((one) => one.rule)).toEqual(['late'])
    now.value = []
    expect([first.value.length, settled.value.length, later.value.length]).toEqual([2, 2, 0])
  })
})
