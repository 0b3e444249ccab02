import { expect, it } from 'vitest'
import { countMarks, withoutMarks } from './marks'

it('finds and takes out the marks that turn the writing, and nothing else', () => {
  expect(countMarks('甲\u202e乙\u2069丙')).toBe(2)
  expect(withoutMarks('甲\u202e乙\u2069丙')).toBe('甲乙丙')
  expect(countMarks('𠮷山海\n第二行\t末')).toBe(0)
})
