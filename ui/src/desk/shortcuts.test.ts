import { describe, expect, it } from 'vitest'
import { wishOf } from './shortcuts'

function press(init: KeyboardEventInit, html = '<div tabindex="0"></div>'): KeyboardEvent {
  document.body.innerHTML = html
  const event = new KeyboardEvent('keydown', { bubbles: true, ...init })
  document.body.firstElementChild?.dispatchEvent(event)
  return event
}

describe('window-wide keys', () => {
  it.each([
    [{ key: 'k', ctrlKey: true }, 'find'],
    [{ key: '=', ctrlKey: true }, 'zoom-in'],
    [{ key: '-', ctrlKey: true }, 'zoom-out'],
    [{ key: '0', ctrlKey: true }, 'zoom-reset'],
    [{ key: '3', altKey: true }, 'go-3'],
    [{ key: 'n', altKey: true }, 'new'],
    [{ key: '?' }, 'help'],
    [{ key: 'a' }, null],
  ])('%o asks for %s', (init, wish) => expect(wishOf(press(init))).toBe(wish))

  it('leaves ? and / to the text being typed', () => {
    expect(wishOf(press({ key: '?' }, '<input>'))).toBeNull()
    expect(wishOf(press({ key: '/' }, '<textarea></textarea>'))).toBeNull()
  })
  it('finds from inside a field too', () => expect(wishOf(press({ key: 'k', ctrlKey: true }, '<input>'))).toBe('find'))
  it('leaves everything to an input method at work', () => expect(wishOf(press({ key: 'k', ctrlKey: true, isComposing: true }, '<input>'))).toBeNull())
})
