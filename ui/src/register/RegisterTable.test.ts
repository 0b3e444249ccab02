import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import RegisterTable from './RegisterTable.vue'
import { rowTarget } from './row'

vi.mock('@/backend', () => ({}))
const rows = [1, 2, 3].map((matter) => ({ matter, document: null, state: 's', state_title: '调解中', cells: [`第${matter}号`, '某纠纷'], next_due: '2026-11-22', overdue: matter === 1 }))
const columns = [{ id: 'number', title: '编号', right: false }, { id: 'title', title: '纠纷', right: false }]
function table() {
  const page = mount(RegisterTable, {
    props: { columns, hidden: [], rows, sort: 'number', descending: true, dense: false, selected: 1, 'onUpdate:selected': (selected: number | null) => page.setProps({ selected }) },
    global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } },
    attachTo: document.body,
  })
  return page
}

describe('RegisterTable', () => {
  it('moves with the arrows, opens with Enter, one stop in the tab order', async () => {
    const page = table()
    await page.get('[data-row="1"]').trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement?.getAttribute('data-row')).toBe('2')
    expect(page.findAll('tr[tabindex="0"]')).toHaveLength(1)
    await page.get('[data-row="2"]').trigger('keydown', { key: 'Enter' })
    expect(page.emitted('open')?.[0]).toEqual([rows[1]])
  })
  it('lists papers by their own ids, several of one matter, without a next day', async () => {
    const page = table()
    await page.setProps({ papers: true, selected: 8, rows: rows.slice(0, 2).map((row, index) => ({ ...row, matter: 1, document: 7 + index, next_due: null, overdue: false })) })
    expect(page.findAll('.last')).toHaveLength(0)
    await page.setProps({ columns: [...columns.slice(0, 1), { id: 'about', title: '事项', right: false }] })
    expect(page.get('[data-row="8"]').findAll('a').map((link) => link.text())).toEqual(['第2号', '某纠纷'])
    await page.get('[data-row="8"]').trigger('keydown', { key: 'ArrowUp' })
    await nextTick()
    expect(document.activeElement?.getAttribute('data-row')).toBe('7')
    await page.get('[data-row="7"]').trigger('keydown', { key: 'Enter' })
    expect(page.emitted('open')?.[0]).toMatchObject([{ matter: 1, document: 7 }])
    expect(rowTarget({ matter: 1, document: 7 })).toBe('/matter/1?tab=documents&document=7')
  })
  it('tells the sort to those who listen, and says 已逾期 in words', () => {
    const page = table()
    expect(page.get('th').attributes('aria-sort')).toBe('descending')
    expect(page.get('[data-row="1"]').text()).toContain('已逾期')
    expect(page.get('[data-row="2"]').text()).not.toContain('已逾期')
  })
  it('never breaks a day or an amount, and keeps the next day in sight', () => {
    const page = table()
    const texts = ['2026-11-22', '公安机关委托移送', '张三、李四因院墙越界发生的邻里纠纷']
    void page.setProps({ rows: rows.map((row, index) => ({ ...row, cells: [`第${row.matter}号`, texts[index] ?? ''] })) })
    return nextTick(() => {
      expect(page.findAll('td .cell').map((cell) => cell.classes().filter((name) => name !== 'cell'))).toEqual([['whole'], ['words'], ['wide']])
      expect(page.findAll('tr').every((row) => row.findAll('.last').length === 1)).toBe(true)
    })
  })
})
