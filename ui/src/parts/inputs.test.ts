import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { FieldView } from '@/backend'
import AmountField from './AmountField.vue'
import { definitions } from './codes'
import Combobox from './Combobox.vue'
import DateField from './DateField.vue'
import ErrorSummary from './ErrorSummary.vue'
import FieldInput from './FieldInput.vue'
import FormKeys from './FormKeys.vue'
import IdNumberField from './IdNumberField.vue'
import NameField from './NameField.vue'
import QuestionDialog from './QuestionDialog.vue'
import { tellToday } from './today'

vi.mock('@/backend', () => ({ matters: {}, people: {}, settings: {} }))
tellToday('2026-11-22')
afterEach(() => { document.body.innerHTML = '' })

function field(id: string, type: FieldView['type'], more: Partial<FieldView> = {}): FieldView {
  return { id, label: id, type, group: null, codes: null, of: null, columns: [], hint: null, always_required: false, derived: false, source: null, ...more }
}

describe('DateField', () => {
  it('reads 1122 while typing and writes it out on leaving', async () => {
    const page = mount(DateField, { props: { path: 'on', modelValue: null } })
    await page.get('input').setValue('1122')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['2026-11-22'])
    await page.get('input').trigger('blur')
    expect((page.get('input').element as HTMLInputElement).value).toBe('2026年11月22日')
  })
  it('keeps what it cannot read, and says so only on leaving', async () => {
    const page = mount(FieldInput, { props: { field: field('on', 'date'), modelValue: '2026-11-22' } })
    await page.get('input').setValue('2026023x')
    expect(page.find('.wrong').exists()).toBe(false)
    await page.get('input').trigger('blur')
    expect(page.get('.wrong').text()).toContain('2026023x')
    expect((page.get('input').element as HTMLInputElement).value).toBe('2026023x')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual([null])
  })
  it('is picked from the calendar by keyboard', async () => {
    const page = mount(DateField, { props: { path: 'on', modelValue: '2026-11-22' }, attachTo: document.body })
    await page.get('[aria-label="选日期"]').trigger('click')
    await page.get('table').trigger('keydown', { key: 'ArrowRight' })
    await page.get('[data-day="2026-11-23"]').trigger('click')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['2026-11-23'])
    expect(page.find('table').exists()).toBe(false)
  })
})

describe('AmountField', () => {
  it('shows the capital form under the amount and gives fen', async () => {
    const page = mount(AmountField, { props: { path: 'amount', modelValue: null } })
    await page.get('input').setValue('1409.5')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual([140950])
    expect(page.get('[data-test=capital]').text()).toBe('人民币壹仟肆佰零玖元伍角')
  })
})

describe('IdNumberField', () => {
  it('groups 6-8-4 and doubts a wrong number only on leaving', async () => {
    const page = mount(IdNumberField, { props: { modelValue: null } })
    await page.get('input').setValue('110105194912310021')
    expect((page.get('input').element as HTMLInputElement).value).toBe('110105 19491231 0021')
    expect(page.find('.doubt').exists()).toBe(false)
    await page.get('input').trigger('blur')
    expect(page.get('.doubt').text()).toContain('校验码')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['110105194912310021'])
  })
})

describe('NameField', () => {
  it('offers the character behind a Unicode number', async () => {
    const page = mount(NameField, { props: { modelValue: '王U+20BB7' } })
    await page.get('[data-test=rare]').trigger('click')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['王𠮷'])
  })
})

describe('FieldInput', () => {
  it('shows 必填 in words, ties hint and error to the input', () => {
    const page = mount(FieldInput, { props: { field: field('name', 'text', { label: '姓名', hint: '照证件写' }), modelValue: null, required: true, wrong: '请填写姓名。' } })
    expect(page.get('label').text()).toBe('姓名必填')
    const input = page.get('input')
    expect(page.get('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(input.attributes('aria-describedby')?.split(' ')).toHaveLength(2)
  })
  it('shows a short code list whole, a long one folded, and keeps a retired value', async () => {
    const item = (id: string, current = true) => ({ id, label: `第${id}`, initials: `d${id}`, current })
    definitions.value = { ...definitions.value, modules: [], kinds: [], codes: [{ id: 'short', title: '', items: [item('1'), item('2'), item('3', false)] }, { id: 'long', title: '', items: '123456789'.split('').map((id) => item(id)) }] }
    const short = mount(FieldInput, { props: { field: field('a', 'code', { codes: 'short' }), modelValue: '3' } })
    expect(short.findAll('input[type=radio]')).toHaveLength(3)
    const fresh = mount(FieldInput, { props: { field: field('a', 'code', { codes: 'short' }), modelValue: null } })
    expect(fresh.findAll('input[type=radio]')).toHaveLength(2)
    const long = mount(FieldInput, { props: { field: field('b', 'code', { codes: 'long' }), modelValue: null } })
    await long.get('select').setValue('5')
    expect(long.emitted('update:modelValue')?.at(-1)).toEqual(['5'])
    // By the initials of its words, where the browser only knows their first character.
    await long.get('select').trigger('keydown', { key: 'd' })
    await long.get('select').trigger('keydown', { key: '7' })
    expect(long.emitted('update:modelValue')?.at(-1)).toEqual(['7'])
  })
  it('gives several codes in the order of their list, and null for none', async () => {
    definitions.value = { ...definitions.value, modules: [], kinds: [], codes: [{ id: 'list', title: '', items: ['a', 'b'].map((id) => ({ id, label: id, initials: id, current: true })) }] }
    const page = mount(FieldInput, { props: { field: field('c', 'codes', { codes: 'list' }), modelValue: ['b'] } })
    await page.findAll('input')[0]?.setValue(true)
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual([['a', 'b']])
    await page.findAll('input')[1]?.setValue(false)
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual([null])
  })
  it('adds and fills rows', async () => {
    const rows = field('claims', 'rows', { columns: [field('text', 'text')] })
    const page = mount(FieldInput, { props: { field: rows, modelValue: null, 'onUpdate:modelValue': (value: unknown) => page.setProps({ modelValue: value as never }) } })
    await page.findAll('button').find((button) => button.text() === '加一项')?.trigger('click')
    await page.get('input').setValue('赔偿损失')
    expect(page.props('modelValue')).toEqual([{ text: '赔偿损失' }])
  })
})

describe('Combobox', () => {
  const offers = [{ id: '1', title: '张桂兰' }, { id: '2', title: '张桂芳' }]
  async function opened() {
    vi.useFakeTimers()
    const search = vi.fn(async () => offers)
    const page = mount(Combobox, { props: { modelValue: '', search }, attachTo: document.body })
    return { page, search, typed: async (text: string) => {
      await page.get('input').setValue(text)
      await vi.advanceTimersByTimeAsync(150)
      vi.useRealTimers()
    } }
  }
  it('picks with the arrows and Enter, and that Enter does not move on', async () => {
    const { page, typed } = await opened()
    await typed('张')
    await page.get('input').trigger('keydown', { key: 'ArrowDown' })
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
    page.get('input').element.dispatchEvent(enter)
    expect(page.emitted('pick')?.[0]).toEqual([offers[0]])
    expect(enter.defaultPrevented).toBe(true)
  })
  it('does not pick with the Enter that ends a pinyin composition', async () => {
    const { page, typed } = await opened()
    await typed('张')
    await page.get('input').trigger('keydown', { key: 'ArrowDown' })
    await page.get('input').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(page.emitted('pick')).toBeUndefined()
  })
  it('does not ask for half-typed pinyin', async () => {
    const { page, search } = await opened()
    const input = page.get('input').element as HTMLInputElement
    input.value = 'zh'
    input.dispatchEvent(new InputEvent('input', { isComposing: true }))
    await vi.advanceTimersByTimeAsync(300)
    expect(search).not.toHaveBeenCalled()
    vi.useRealTimers()
  })
})

describe('FormKeys', () => {
  const form = { components: { FormKeys }, template: '<FormKeys @save="saved += 1"><input id="a"><input id="b"></FormKeys>', data: () => ({ saved: 0 }) }
  it('moves on with Enter, saves with Ctrl+Enter, does neither while composing', async () => {
    const page = mount(form, { attachTo: document.body })
    const first = page.get('#a')
    ;(first.element as HTMLElement).focus()
    await first.trigger('keydown', { key: 'Enter', isComposing: true })
    expect(document.activeElement?.id).toBe('a')
    await first.trigger('keydown', { key: 'Enter' })
    expect(document.activeElement?.id).toBe('b')
    await page.get('#b').trigger('keydown', { key: 'Enter', ctrlKey: true })
    expect(page.vm.saved).toBe(1)
  })
})

describe('ErrorSummary', () => {
  it('takes the focus and leads to the field, through a folded group', async () => {
    document.body.innerHTML = '<details id="g"><div data-field="facts"><input id="field-facts"></div></details><div id="app"></div>'
    const page = mount(ErrorSummary, { props: { title: '有误', lines: [] }, attachTo: '#app' })
    await page.setProps({ lines: [{ field: 'facts', message: '请写明纠纷情况。' }] })
    await nextTick()
    expect(document.activeElement).toBe(page.get('[data-test=error-summary]').element)
    await page.get('button').trigger('click')
    await nextTick()
    expect(document.activeElement?.id).toBe('field-facts')
    expect((document.getElementById('g') as HTMLDetailsElement).open).toBe(true)
  })
})

describe('QuestionDialog', () => {
  it('has the focus on the safe answer, and asks for the reason it needs', async () => {
    const page = mount(QuestionDialog, { props: { title: '作废？', yes: '作废', no: '不作废', needsReason: true }, attachTo: document.body })
    await nextTick()
    await nextTick()
    expect(document.activeElement?.textContent).toBe('不作废')
    await page.get('[data-test=question-yes]').trigger('click')
    expect(page.emitted('answer')).toBeUndefined()
    await page.get('textarea').setValue('写错了')
    await page.get('[data-test=question-yes]').trigger('click')
    expect(page.emitted('answer')?.[0]).toEqual([true, '写错了'])
  })
})
