import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApprovalView } from '@/backend'
import ApprovalLines from './ApprovalLines.vue'

const core = vi.hoisted(() => ({
  approve: vi.fn(async () => ({})), refuse: vi.fn(async () => ({})), withdraw: vi.fn(async () => ({})), ask: vi.fn(async (): Promise<string | null> => 'yes'),
}))
vi.mock('@/backend', () => ({ approvals: core }))
vi.mock('@/desk/questions', () => ({ ask: core.ask }))
vi.mock('@/desk/messages', () => ({ say: vi.fn(), refuse: vi.fn() }))

function line(more: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id: 7, what: 'transition', title: '办理“批准”', matter: 3, matter_title: '补〔2026〕1号 上半年补贴', values: [{ label: '审批人', value: '周长河' }], by: '所长',
    stage: 'asked', stage_title: '待审批', asked_by: '甲办', asked_at: '2026-03-02T09:00', decided_by: null, decided_at: null, reason: null, mine: true, own: false, ...more,
  }
}
function show(...lines: ApprovalView[]) {
  return mount(ApprovalLines, { props: { lines, withMatter: true }, global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } })
}

describe('ApprovalLines', () => {
  beforeEach(() => vi.clearAllMocks())

  it('shows what is asked with its values, and approves after a question', async () => {
    const page = show(line())
    expect(page.text()).toContain('甲办 2026年3月2日 9:00提请，由所长审批')
    expect(page.text()).toContain('周长河')
    core.ask.mockResolvedValueOnce(null)
    await page.get('[data-test="approve"]').trigger('click')
    expect(core.approve).not.toHaveBeenCalled()
    await page.get('[data-test="approve"]').trigger('click')
    await flushPromises()
    expect(core.approve).toHaveBeenCalledWith(7)
    expect(page.emitted('changed')).toHaveLength(1)
  })
  it('refuses only with a reason', async () => {
    const page = show(line())
    await page.get('[data-test="refuse"]').trigger('click')
    const button = page.get<HTMLButtonElement>('[data-test="refuse-with-reason"]')
    expect(button.element.disabled).toBe(true)
    await page.get('input').setValue('标准没有写')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(core.refuse).toHaveBeenCalledWith(7, '标准没有写')
  })
  it('lets who asked take it back, and others do nothing', async () => {
    const page = show(line({ id: 8, mine: false, own: true }), line({ id: 9, mine: false }))
    expect(page.findAll('[data-test="approve"]')).toHaveLength(0)
    expect(page.findAll('[data-test="withdraw"]')).toHaveLength(1)
    await page.get('[data-test="withdraw"]').trigger('click')
    await flushPromises()
    expect(core.withdraw).toHaveBeenCalledWith(8)
  })
  it('keeps who approved and when in sight', () => {
    const page = show(line({ stage: 'approved', stage_title: '已同意', mine: false, decided_by: '周长河', decided_at: '2026-03-03T10:00' }))
    expect(page.text()).toContain('周长河 2026年3月3日 10:00已同意')
    expect(page.findAll('button')).toHaveLength(0)
  })
  it('says before a destruction that it is for good', async () => {
    const page = show(line({ what: 'destruction', title: '销毁2件到期档案', matter: null }))
    await page.get('[data-test="approve"]').trigger('click')
    expect(core.ask).toHaveBeenCalledWith(expect.objectContaining({ danger: true, body: expect.stringContaining('不能找回') as string }))
  })
})
