import { describe, expect, it } from 'vitest'
import { rareCharacter } from './rare'

describe('a character by its number', () => {
  it('is found inside a name', () => expect(rareCharacter('王U+20BB7')).toEqual({ typed: 'U+20BB7', character: '𠮷' }))
  it.each(['王小明', 'U+12', 'U+202E', 'U+D800', 'U+E000', 'U+0041'])('%s holds none', (text) => expect(rareCharacter(text)).toBeNull())
})
