import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import type { BackupState, DeskState } from '@/backend'
import { backup, deskState } from '@/desk/session'
import { placeWhenDue, useSchedule } from './schedule'

const core = vi.hoisted(() => ({ places: vi.fn(), take: vi.fn(), state: vi.fn(), end: vi.fn() }))
vi.mock('@/backend', () => ({ backups: { places: core.places, take: core.take, state: core.state }, desk: {}, preferences: {} }))
vi.mock('@/desk/jobs', () => ({ jobs: { value: [] }, jobEnd: core.end }))

const stick = { id: '/media/u', title: 'u', path: '/media/u', removable: true, beside_office: false, free_megabytes: 900 }
const share = { id: '/srv/share', title: '选定的文件夹', path: '/srv/share', removable: false, beside_office: false, free_megabytes: 900 }
const state = (wants: string[]): BackupState => ({
  drill: null, drill_due: false, drill_ahead: false, check_due: false, due: wants.length > 0, days: 7, every_days: 7, last: null, to: null, wants,
})

describe('where a due backup goes by itself', () => {
  it('is the first place it is wanted in that is there, and no other', () => {
    expect(placeWhenDue(state(['/media/u']), [stick])).toBe('/media/u')
    expect(placeWhenDue(state(['/media/other']), [stick])).toBeNull()
    expect(placeWhenDue(state(['/media/other', '/srv/share']), [stick, share])).toBe('/srv/share')
    expect(placeWhenDue(state([]), [stick])).toBeNull()
    expect(placeWhenDue(null, [stick])).toBeNull()
  })
})

describe('a due backup', () => {
  const MINUTE = 60_000
  let mounted: ReturnType<typeof mount>
  function open(powers: string[], wants: string[]) {
    deskState.value = { me: { may: powers } } as unknown as DeskState
    backup.value = state(wants)
    mounted = mount(defineComponent({ setup: useSchedule, render: () => null }))
  }
  beforeEach(() => {
    vi.useFakeTimers()
    vi.resetAllMocks()
    core.places.mockResolvedValue([stick, share])
    core.take.mockResolvedValue(1)
    core.end.mockResolvedValue({ state: 'done' })
    core.state.mockResolvedValue(state([]))
  })
  afterEach(() => {
    mounted.unmount()
    vi.useRealTimers()
  })

  it('is taken within a minute, once', async () => {
    open(['look', 'backup'], ['/srv/share'])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(core.take).toHaveBeenCalledExactlyOnceWith('/srv/share')
    await vi.advanceTimersByTimeAsync(3 * MINUTE)
    expect(core.take).toHaveBeenCalledTimes(1)
  })
  it('bothers nobody who may take none', async () => {
    open(['look'], ['/srv/share'])
    await vi.advanceTimersByTimeAsync(3 * MINUTE)
    expect(core.places).not.toHaveBeenCalled()
    expect(core.take).not.toHaveBeenCalled()
  })
  it('waits for its place, and is not tried again and again where it fails', async () => {
    core.places.mockResolvedValue([])
    core.state.mockResolvedValue(state(['/media/u']))
    core.end.mockResolvedValue({ state: 'failed' })
    open(['backup'], ['/media/u'])
    await vi.advanceTimersByTimeAsync(2 * MINUTE)
    expect(core.take).not.toHaveBeenCalled()
    core.places.mockResolvedValue([stick])
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    expect(core.take).toHaveBeenCalledTimes(1)
    core.places.mockResolvedValue([])
    await vi.advanceTimersByTimeAsync(MINUTE)
    core.places.mockResolvedValue([stick])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(core.take).toHaveBeenCalledTimes(2)
  })
})
