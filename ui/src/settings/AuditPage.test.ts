import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditPage as Page } from '@/backend'
import AuditPage from './AuditPage.vue'

const core = vi.hoisted(() => ({ audit: vi.fn(), auditPdf: vi.fn(), exportAudit: vi.fn(), checkUp: vi.fn(async () => 7), checkState: vi.fn(), compareTrail: vi.fn() }))
const state = vi.hoisted(() => vi.fn())
vi.mock('@/backend', () => ({ settings: core, backups: { state }, asFailure: (thrown: unknown) => thrown }))
vi.mock('@/desk/messages', () => ({ say: vi.fn(), refuse: vi.fn() }))
vi.mock('@/desk/jobs', () => ({ jobEnd: vi.fn(async () => ({})) }))
vi.mock('@/desk/screen', () => ({ screenShown: vi.fn() }))
vi.mock('@/desk/session', async () => {
  const { ref } = await import('vue')
  return { me: ref({ may: ['look'] }), backup: ref({ check_due: true }) }
})
vi.mock('@/documents/PrintDialog.vue', () => ({ default: { template: '<i />' } }))
vi.mock('@/documents/loose', () => ({ looseOf: vi.fn() }))

const empty = (next: number | null): Page => ({ lines: [], next, operations: [], actors: [] })

async function show() {
  const page = mount(AuditPage, { global: { stubs: { RouterLink: { template: '<a><slot /></a>' }, DateField: true } } })
  await flushPromises()
  return page
}

describe('AuditPage', () => {
  beforeEach(() => {
    vi.clearAllMocks()
    core.audit.mockResolvedValue(empty(null))
    core.checkState.mockResolvedValue({ last: null, findings: [] })
    state.mockResolvedValue({ check_due: false })
  })

  it('goes on where the core stopped looking, with no line to go by', async () => {
    core.audit.mockResolvedValueOnce(empty(4321))
    const page = await show()
    expect(page.get('[data-test="none-yet"]').text()).toContain('更早的还没有找')
    await page.get('[data-test="older"]').trigger('click')
    await flushPromises()
    expect(core.audit).toHaveBeenLastCalledWith(expect.objectContaining({ before: 4321 }))
    expect(page.find('[data-test="older"]').exists()).toBe(false)
  })

  it('exports nothing for who may only look', async () => {
    expect((await show()).find('[data-test="export"]').exists()).toBe(false)
  })

  it('checks everything and tells what was found by how bad it is', async () => {
    const page = await show()
    expect(page.get('[data-test="check-state"]').text()).toContain('还没有核对过')
    const finding = (severity: string) => ({ severity, message: `${severity}。`, next: '请处理。' })
    core.checkState.mockResolvedValue({ last: { at: '2026-03-04T09:05:07', ok: false, findings: 2 }, findings: [finding('refuse'), finding('warn')] })
    await page.get('[data-test="check-up"]').trigger('click')
    await flushPromises()
    const told = page.findAll('[data-test="check-finding"]')
    expect(told.map((one) => one.classes().includes('red'))).toEqual([true, false])
    expect(core.audit).toHaveBeenCalledTimes(2)
  })

  it('holds the trail against a receipt, by Enter too, but not by the one that ends a composition', async () => {
    core.compareTrail.mockResolvedValue({ same: false, message: '不一致。', next: '请先对一遍。' })
    const page = await show()
    await page.get('[data-test="compare-count"]').setValue(12)
    await page.get('[data-test="compare-head"]').setValue('0123abcd 0123abcd')
    await page.get('[data-test="compare-head"]').trigger('keydown', { key: 'Enter', keyCode: 229 })
    expect(core.compareTrail).not.toHaveBeenCalled()
    await page.get('[data-test="compare-head"]').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(core.compareTrail).toHaveBeenCalledWith(12, '0123abcd 0123abcd')
    expect(page.get('[data-test="compared"]').classes()).toContain('red')
  })
})
