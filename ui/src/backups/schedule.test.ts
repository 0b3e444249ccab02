import { describe, expect, it } from 'vitest'
import type { BackupState } from '@/backend'
import { placeWhenDue } from './schedule'

const stick = { id: '/media/u', title: 'u', path: '/media/u', removable: true, beside_office: false, free_megabytes: 900 }
const share = { id: '/srv/share', title: '选定的文件夹', path: '/srv/share', removable: false, beside_office: false, free_megabytes: 900 }
const state = (due: boolean, place: string | null): BackupState => ({
  drill: null, drill_due: false, drill_ahead: false, check_due: false, due, days: due ? 7 : 1, every_days: 7, last: place === null ? null : { taken_at: '2026-11-01T09:00', place, audit: 3, audit_head: 'ab' },
})

describe('a due backup by itself', () => {
  it('goes where the last one went, and only there', () => {
    expect(placeWhenDue(state(true, '/media/u'), [stick])).toBe('/media/u')
    expect(placeWhenDue(state(true, '/media/other'), [stick])).toBeNull()
    expect(placeWhenDue(state(true, '/srv/share'), [stick, share])).toBe('/srv/share')
    expect(placeWhenDue(state(true, null), [stick])).toBeNull()
    expect(placeWhenDue(state(false, '/media/u'), [stick])).toBeNull()
    expect(placeWhenDue(null, [stick])).toBeNull()
  })
})
