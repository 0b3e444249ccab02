import { expect, it } from 'vitest'
import { checkSays } from './check'

it('says how the last check ended, or why another is asked for', () => {
  const note = (ok: boolean) => ({ at: '2026-03-04T09:05:07', ok, findings: ok ? 0 : 3 })
  expect(checkSays(null, true)).toContain('还没有核对过')
  expect(checkSays(note(true), false)).toBe('上次核对：2026年3月4日 09:05，完好。')
  expect(checkSays(note(true), true)).toContain('超过一个月')
  expect(checkSays(note(false), true)).toContain('发现 3 处问题')
})
