import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RetentionView } from '@/backend'
import RetentionPage from './RetentionPage.vue'

const core = vi.hoisted(() => ({
  retention: vi.fn(), propose: vi.fn(async () => ({})), destructionList: vi.fn(async () => ({})), ask: vi.fn(async (): Promise<string | null> => 'yes'),
}))
vi.mock('@/backend', () => ({ approvals: core, asFailure: (thrown: unknown) => thrown }))
vi.mock('@/desk/questions', () => ({ ask: core.ask }))
vi.mock('@/desk/messages', () => ({ say: vi.fn(), refuse: vi.fn() }))
vi.mock('@/desk/screen', () => ({ screenShown: vi.fn() }))
vi.mock('@/desk/session', async () => {
  const { ref } = await import('vue')
  return { changes: ref(0), me: ref({ may: ['look', 'work'] }) }
})
vi.mock('@/documents/PrintDialog.vue', () => ({ default: { template: '<i data-test="printing" />' } }))
vi.mock('@/documents/loose', () => ({ looseOf: (_: unknown, title: string) => ({ title }) }))

const due = [1, 2, 3].map((matter) => ({
  matter, kind_title: '值班接待', number: `接〔2026〕${matter}号`, title: `来访${matter}`, closed_on: '2026-03-02', kept_until: '2027-03-02', proposed: matter === 3,
  citations: [{ pack: 'p', text: 't', title: '某办法', section: '第九条', quote: '保存一年', short: '某办法第九条', certainty: 'local' as const }],
}))
const view = { due, proposals: [], destroyed: [], ruled: true } as unknown as RetentionView

async function show(shown: RetentionView) {
  core.retention.mockResolvedValue(shown)
  const page = mount(RetentionPage, { global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } })
  await flushPromises()
  return page
}

describe('RetentionPage', () => {
  beforeEach(() => vi.clearAllMocks())

  it('proposes what was chosen, never what is proposed already', async () => {
    const page = await show(view)
    expect(page.get('[data-test="due-1"]').text()).toContain('某办法第九条')
    expect(page.get('[data-test="due-3"]').text()).toContain('已提请')
    expect(page.findAll('input[type="checkbox"]')).toHaveLength(2)
    expect(page.get<HTMLButtonElement>('[data-test="propose"]').element.disabled).toBe(true)
    await page.get('[data-test="due-2"] input').setValue(true)
    await page.get('[data-test="propose"]').trigger('click')
    await flushPromises()
    expect(core.propose).toHaveBeenCalledWith([2])
  })
  it('says where no rule in use gives a period', async () => {
    const page = await show({ ...view, due: [], ruled: false })
    expect(page.text()).toContain('没有一条规定档案保管几年')
  })
  it('lists the bare facts of what was destroyed, and prints them', async () => {
    const destroyed = [{ kind_title: '值班接待', number: '接〔2026〕9号', opened_on: null, closed_on: '2026-03-02', kept_until: '2027-03-02', basis: '某办法第九条', asked_by: '甲办', approved_by: '周长河', destroyed_at: '2027-03-03T09:00' }]
    const page = await show({ ...view, destroyed })
    expect(page.get('[data-test="destroyed"]').text()).toContain('2027年3月3日 9:00')
    await page.get('[data-test="print-destroyed"]').trigger('click')
    await flushPromises()
    expect(page.find('[data-test="printing"]').exists()).toBe(true)
  })
})
