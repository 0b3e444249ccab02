import { describe, expect, it } from 'vitest'
import { backupAge, drillAsked, moment, size } from './age'

describe('the age of the last backup', () => {
  it('asks for one when there is none or it is old', () => {
    expect(backupAge(null, 7)).toEqual({ tone: 'amber', text: '还没有备份' })
    expect(backupAge(0, 7).text).toBe('今天已备份')
    expect(backupAge(6, 7)).toEqual({ tone: '', text: '6 天前备份' })
    expect(backupAge(-3, 7)).toEqual({ tone: 'amber', text: expect.stringContaining('核对电脑的日期') })
    expect(backupAge(7, 7).tone).toBe('amber')
  })
  it('says why a drill is asked for', () => {
    const note = (ok: boolean) => ({ at: '2026-11-02T09:30', taken_at: '2026-11-01T09:00', ok })
    expect(drillAsked(null, false)).toContain('还没有演练过恢复')
    expect(drillAsked(note(false), false)).toContain('没有成功')
    expect(drillAsked(note(true), false)).toContain('超过三个月')
    expect(drillAsked(note(true), true)).toContain('核对电脑的日期')
  })
  it('is read as words', () => {
    expect(moment('2026-11-02T09:30')).toBe('2026年11月2日 09:30')
    expect([size(0.4), size(48.7), size(1834), size(null)]).toEqual(['0.4 MB', '49 MB', '1.8 GB', ''])
  })
})
