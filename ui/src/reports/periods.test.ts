import { describe, expect, it } from 'vitest'
import { around, lengthOf, step, usual } from './periods'

describe('periods', () => {
  it('finds the natural stretch around a day', () => {
    expect(around('2026-02-14', 'month')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(around('2026-08-15', 'quarter')).toEqual({ from: '2026-07-01', to: '2026-09-30' })
    expect(around('2026-08-15', 'half-year')).toEqual({ from: '2026-07-01', to: '2026-12-31' })
    expect(around('2024-02-29', 'year')).toEqual({ from: '2024-01-01', to: '2024-12-31' })
  })
  it('steps over the ends of years', () => {
    expect(step(around('2026-01-20', 'month'), 'month', -1)).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(step(around('2025-11-20', 'quarter'), 'quarter', 1)).toEqual({ from: '2026-01-01', to: '2026-03-31' })
    expect(step({ from: '2026-01-05', to: '2026-03-02' }, 'month', 1)).toEqual({ from: '2026-03-01', to: '2026-03-31' })
  })
  it('knows which length a stretch is', () => {
    expect(lengthOf({ from: '2026-01-01', to: '2026-12-31' })).toBe('year')
    expect(lengthOf({ from: '2026-01-01', to: '2026-01-31' })).toBe('month')
    expect(lengthOf({ from: '2026-01-01', to: '2026-02-28' })).toBeNull()
    expect(lengthOf({ from: '2025-12-01', to: '2026-11-30' })).toBeNull()
  })
  it('reports the month before in the first days of a month', () => {
    expect(usual('2026-04-03', 'month').from).toBe('2026-03-01')
    expect(usual('2026-04-20', 'month').from).toBe('2026-04-01')
  })
})
