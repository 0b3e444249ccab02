import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { ReportView } from '@/backend'
import { barsOf } from './chart'
import { countedOf, countedQuery, reportPath } from './counted'
import ReportTable from './ReportTable.vue'

vi.mock('@/backend', () => ({}))
const cell = (text: string, number: number | null) => ({ text, number })
const report: ReportView = {
  report: 'dispute-statistics', title: '矛盾纠纷统计表', from: '2026-03-01', to: '2026-03-31', period: '2026年3月', rows: 'category15', rows_title: '纠纷类型（15类）',
  columns: [
    { id: 'found', title: '摸排数', group: null, kind: 'dispute' },
    { id: 'rate_found', title: '按摸排数', group: '成功率', kind: 'dispute' },
    { id: 'rate_accepted', title: '按受理数', group: '成功率', kind: 'dispute' },
    { id: 'remark', title: '考核分', group: null, kind: 'dispute' },
  ],
  lines: [
    { key: 'marriage-family', title: '婚姻家庭', cells: [cell('0', 0), cell('—', null), cell('—', null), cell('', null)] },
    { key: 'neighbour', title: '邻里', cells: [cell('8', 8), cell('75.0%', 0.75), cell('85.7%', 0.857), cell('', null)] },
    { key: '', title: '（未填）', cells: [cell('2', 2), cell('50.0%', 0.5), cell('—', null), cell('', null)] },
  ],
  total: [cell('10', 10), cell('70.0%', 0.7), cell('77.8%', 0.778), cell('', null)],
  findings: [], notes: [], source: '自拟', certainty: 'inferred', chart: ['found'],
}

function table() {
  return mount(ReportTable, { props: { report }, attachTo: document.body })
}

describe('ReportTable', () => {
  it('puts the total first and every number on a button, dashes and blanks on none', () => {
    const page = table()
    expect(page.findAll('tbody th').map((one) => one.text())).toEqual(['合计', '婚姻家庭', '邻里', '（未填）'])
    expect(page.findAll('button')).toHaveLength(9)
    expect(page.get('thead tr').findAll('th').map((one) => [one.text(), one.attributes('colspan')])).toEqual([['纠纷类型（15类）', undefined], ['摸排数', '1'], ['成功率', '2'], ['考核分', '1']])
    expect(page.get('[data-cell="2-1"]').attributes('aria-label')).toBe('邻里，成功率，按摸排数：75.0%。打开这些事项')
  })
  it('is one stop in the tab order and moves over what is no number', async () => {
    const page = table()
    expect(page.findAll('button[tabindex="0"]').map((one) => one.attributes('data-cell'))).toEqual(['0-0'])
    await page.get('[data-cell="0-0"]').trigger('keydown', { key: 'ArrowRight' })
    await nextTick()
    expect(document.activeElement?.getAttribute('data-cell')).toBe('0-1')
    // The row below has no rate: the one after it.
    await page.get('[data-cell="0-1"]').trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement?.getAttribute('data-cell')).toBe('2-1')
    await page.get('[data-cell="2-1"]').trigger('keydown', { key: 'ArrowRight' })
    await page.get('[data-cell="2-2"]').trigger('keydown', { key: 'ArrowRight' })
    await nextTick()
    expect(document.activeElement?.getAttribute('data-cell')).toBe('2-2')
  })
  it('opens the matters of a row, of what has no value, and of all', async () => {
    const page = table()
    await page.get('[data-cell="2-0"]').trigger('click')
    await page.get('[data-cell="3-0"]').trigger('click')
    await page.get('[data-cell="0-1"]').trigger('click')
    expect(page.emitted('open')).toEqual([['found', 'neighbour'], ['found', ''], ['rate_found', null]])
  })
})

describe('the address of a number', () => {
  it('leads there and back', () => {
    for (const row of ['neighbour', '', null]) {
      const counted = { report: 'conversion', from: '2026-03-01', to: '2026-03-31', rows: 'class', column: 'turned', row }
      expect(countedOf(countedQuery(counted) as Record<string, string>)).toEqual(counted)
    }
    expect(countedOf({})).toBeNull()
    expect(countedOf({ report: 'conversion', from: '2026-03-01', to: '2026-03-31' })).toBeNull()
    expect(reportPath({ report: 'conversion', from: '2026-03-01', to: '2026-03-31', rows: null })).toEqual({ path: '/reports/conversion', query: { from: '2026-03-01', to: '2026-03-31' } })
  })
})

describe('the bars', () => {
  it('stand in the order of the rows and leave out those without a number', () => {
    const chart = barsOf(report, 300)
    expect(chart.rows.map((row) => row.title)).toEqual(['邻里', '（未填）'])
    expect(chart.series).toEqual(['摸排数'])
    const [first, second] = chart.rows.map((row) => row.bars[0])
    expect(first?.text).toBe('8')
    expect((first?.length ?? 0) / (second?.length ?? 1)).toBeCloseTo(4)
    expect(barsOf({ ...report, lines: [] }, 300).rows).toEqual([])
  })
})
