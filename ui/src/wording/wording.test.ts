import { afterEach, describe, expect, it } from 'vitest'
import { asksForWording, insertText, selectedText } from './wording'

function area(text: string, start: number, end: number): HTMLTextAreaElement {
  const element = document.createElement('textarea')
  document.body.append(element)
  element.value = text
  element.setSelectionRange(start, end)
  return element
}

afterEach(() => { document.body.innerHTML = '' })

describe('inserting wording', () => {
  it('puts it in the place of what was selected and tells the field', () => {
    const element = area('甲方付清。', 0, 2)
    let told = ''
    element.addEventListener('input', () => { told = element.value })
    expect(selectedText(element)).toBe('甲方')
    insertText(element, '张三')
    expect(element.value).toBe('张三付清。')
    expect(told).toBe('张三付清。')
    expect(element.selectionStart).toBe(2)
  })
  it('makes one line of several in a field of one line', () => {
    const element = document.createElement('input')
    document.body.append(element)
    insertText(element, '一、甲\n二、乙')
    expect(element.value).toBe('一、甲 二、乙')
  })
  it('is asked for by F4 and by Ctrl and the semicolon key, also under an input method', () => {
    const press = (init: KeyboardEventInit) => asksForWording(new KeyboardEvent('keydown', init))
    expect(press({ key: 'F4' })).toBe(true)
    expect(press({ key: ';', ctrlKey: true, code: 'Semicolon' })).toBe(true)
    expect(press({ key: '；', ctrlKey: true, code: 'Semicolon' })).toBe(true)
    expect(press({ key: ';', code: 'Semicolon' })).toBe(false)
    expect(press({ key: 'F4', altKey: true })).toBe(false)
    expect(press({ key: 'F4', isComposing: true })).toBe(false)
  })
})
