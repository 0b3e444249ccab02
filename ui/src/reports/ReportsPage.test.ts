import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { ReportQuery, ReportView } from '@/backend'
import { definitions } from '@/parts/codes'
import { tellToday } from '@/parts/today'
import ReportsPage from './ReportsPage.vue'

const backend = vi.hoisted(() => ({ list: vi.fn(), read: vi.fn(), pdf: vi.fn(), exportExcel: vi.fn() }))
vi.mock('@/backend', () => ({ reports: backend, asFailure: (thrown: unknown) => thrown, desk: {}, settings: {}, documents: {}, files: {} }))
vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })

const items = [
  { id: 'dispute-statistics', title: '矛盾纠纷统计表', module: 'mediation', source: '自拟', certainty: 'inferred', lengths: ['month', 'year'], groupings: [{ id: 'category15', title: '15类' }, { id: 'month', title: '月份' }] },
  { id: 'conversion', title: '转化情况表', module: 'mediation', source: '自拟', certainty: 'inferred', lengths: ['quarter'], groupings: [{ id: 'class', title: '分类' }] },
]
function view(query: ReportQuery): ReportView {
  const found = items.find((one) => one.id === query.report)
  return {
    ...query, title: found?.title ?? '', period: `${query.from}—${query.to}`, rows: query.rows ?? '', rows_title: '类型',
    columns: [{ id: 'found', title: '摸排数', group: null, kind: 'dispute' }], lines: [{ key: 'a', title: '甲类', cells: [{ text: '3', number: 3 }] }], total: [{ text: '3', number: 3 }],
    findings: [{ severity: 'warn', message: '有事项没有填类型。', column: 'found', row: '' }], notes: ['按登记日期计入。'], source: '自拟', certainty: 'inferred', chart: ['found'],
  }
}

async function page(path = '/reports') {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/reports/:id?', name: 'reports', component: ReportsPage }, { path: '/register/:kind', name: 'register', component: { template: '<p>台账</p>' } }, { path: '/new/:kind', name: 'new', component: { template: '<p>登记</p>' } }],
  })
  await router.push(path)
  const mounted = mount(ReportsPage, { global: { plugins: [router] }, attachTo: document.body })
  await flushPromises()
  return { mounted, router }
}

beforeEach(() => {
  tellToday('2026-04-20')
  definitions.value = { ...definitions.value, modules: [], kinds: [], codes: [] }
  backend.list.mockResolvedValue(items)
  backend.read.mockReset().mockImplementation((query: ReportQuery) => Promise.resolve(view(query)))
})

describe('ReportsPage', () => {
  it('reads the first report over the usual days and says what its numbers count', async () => {
    const { mounted } = await page()
    expect(backend.read).toHaveBeenLastCalledWith({ report: 'dispute-statistics', from: '2026-04-01', to: '2026-04-30', rows: 'category15' })
    expect(mounted.get('[data-test="report-notes"]').text()).toContain('按登记日期计入。')
    expect(mounted.get('[data-test="report-findings"]').text()).toContain('警有事项没有填类型。')
  })
  it('lists the reports by line of work, in the order of the rail', async () => {
    definitions.value = { ...definitions.value, modules: [{ id: 'linkage', title: '两所联动' }, { id: 'mediation', title: '人民调解' }] }
    backend.list.mockResolvedValue([...items, { ...items.at(-1), id: 'joint-month', title: '联动月报', module: 'linkage' }])
    const { mounted } = await page()
    expect(mounted.findAll('nav h2').map((title) => title.text())).toEqual(['两所联动', '人民调解'])
    expect(mounted.findAll('nav ul').map((list) => list.findAll('button').length)).toEqual([1, 2])
    expect(backend.read).toHaveBeenLastCalledWith(expect.objectContaining({ report: 'joint-month' }))
  })
  it('steps to the month before, and keeps the address so that back leads here', async () => {
    const { mounted, router } = await page()
    await mounted.get('[data-test="earlier"]').trigger('click')
    await flushPromises()
    expect(backend.read).toHaveBeenLastCalledWith(expect.objectContaining({ from: '2026-03-01', to: '2026-03-31' }))
    expect(router.currentRoute.value.fullPath).toBe('/reports/dispute-statistics?from=2026-03-01&to=2026-03-31&rows=category15')
    await mounted.get('[data-test="length"]').setValue('year')
    await flushPromises()
    expect(backend.read).toHaveBeenLastCalledWith(expect.objectContaining({ from: '2026-01-01', to: '2026-12-31' }))
  })
  it('takes days and grouping from the address', async () => {
    await page('/reports/dispute-statistics?from=2022-01-01&to=2023-12-31&rows=month')
    expect(backend.read).toHaveBeenCalledTimes(1)
    expect(backend.read).toHaveBeenLastCalledWith({ report: 'dispute-statistics', from: '2022-01-01', to: '2023-12-31', rows: 'month' })
  })
  it('goes to another report with its own days and grouping', async () => {
    const { mounted } = await page()
    await mounted.get('[data-test="report-conversion"]').trigger('click')
    await flushPromises()
    expect(backend.read).toHaveBeenLastCalledWith({ report: 'conversion', from: '2026-04-01', to: '2026-06-30', rows: 'class' })
  })
  it('opens the register with the number that was pressed, and with what a warning is about', async () => {
    const { mounted, router } = await page()
    await mounted.get('[data-cell="1-0"]').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/register/dispute')
    expect(router.currentRoute.value.query).toMatchObject({ report: 'dispute-statistics', column: 'found', row: 'a' })
    await router.push('/reports')
    await mounted.get('[data-test="report-findings"] button').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.query).toMatchObject({ column: 'found', row: '' })
  })
  it('says what happened and what to do when a report cannot be read', async () => {
    backend.read.mockRejectedValue({ message: '找不到报表。', next: '请选别的。' })
    const { mounted } = await page()
    expect(mounted.get('[role="alert"]').text()).toContain('找不到报表。 请选别的。')
  })
})
