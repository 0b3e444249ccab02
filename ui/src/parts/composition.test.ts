import { afterEach, describe, expect, it } from 'vitest'
import { focusNext, formKey, isComposing } from './composition'

function press(target: HTMLElement, init: KeyboardEventInit & { keyCode?: number } = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init })
  if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode })
  target.dispatchEvent(event)
  return event
}

function field(html: string): HTMLElement {
  document.body.innerHTML = html
  return document.querySelector('[data-first]') as HTMLElement
}

afterEach(() => { document.body.innerHTML = '' })

describe('Enter and the input method', () => {
  const input = () => field('<input data-first>')
  it('ends a composition and does nothing else (isComposing)', () => {
    const event = press(input(), { isComposing: true })
    expect(isComposing(event)).toBe(true)
    expect(formKey(event)).toBeNull()
  })
  it('ends a composition and does nothing else (key code 229)', () => {
    const event = press(input(), { keyCode: 229 })
    expect(event.isComposing).toBe(false)
    expect(formKey(event)).toBeNull()
  })
  it('does not save while composing', () => {
    expect(formKey(press(input(), { ctrlKey: true, keyCode: 229 }))).toBeNull()
  })
  it('otherwise moves on, and saves with Ctrl', () => {
    expect(formKey(press(input(), { keyCode: 13 }))).toBe('next')
    expect(formKey(press(input(), { keyCode: 13, ctrlKey: true }))).toBe('save')
  })
  it('saves with Ctrl+S too, and not while composing', () => {
    expect(formKey(press(input(), { key: 's', ctrlKey: true }))).toBe('save')
    expect(formKey(press(input(), { key: 's' }))).toBeNull()
    expect(formKey(press(input(), { key: 's', ctrlKey: true, keyCode: 229 }))).toBeNull()
  })
  it('stays a new line in a paragraph, saves there with Ctrl', () => {
    const paragraph = field('<textarea data-first></textarea>')
    expect(formKey(press(paragraph))).toBeNull()
    expect(formKey(press(paragraph, { ctrlKey: true }))).toBe('save')
  })
  it('presses a button', () => expect(formKey(press(field('<button data-first>记</button>')))).toBeNull())
})

describe('moving on', () => {
  it('skips what is hidden or disabled', () => {
    const first = field('<form><input data-first><input disabled><div hidden><input></div><input id="next"></form>')
    expect(focusNext(document.body, first)).toBe(true)
    expect(document.activeElement?.id).toBe('next')
  })
  it('takes a group of radios as one stop', () => {
    const first = field('<input data-first type="radio" name="a"><input type="radio" name="a" id="b"><input id="next">')
    focusNext(document.body, document.getElementById('b'))
    expect(document.activeElement?.id).toBe('next')
    expect(first).toBeTruthy()
  })
  it('says when there is nothing after', () => {
    expect(focusNext(document.body, field('<input data-first>'))).toBe(false)
  })
})
