import { describe, expect, it, vi } from 'vitest'
import { zoomStep } from './zoom'

vi.mock('@/backend', () => ({ desk: {}, settings: {} }))

describe('zoom', () => {
  it('goes up and down in four steps and stops at the ends', () => {
    expect([100, 115, 130, 150].map((step) => zoomStep(step, 1))).toEqual([115, 130, 150, 150])
    expect([150, 130, 115, 100].map((step) => zoomStep(step, -1))).toEqual([130, 115, 100, 100])
    expect(zoomStep(150, 0)).toBe(100)
  })
  it('finds its way from a size that is no step', () => expect(zoomStep(120, 1)).toBe(130))
})
