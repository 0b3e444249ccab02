import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useDraft, type Drafting } from './draft'

const kept = vi.hoisted(() => ({ keepDraft: vi.fn(async () => null), discardDraft: vi.fn(async () => null) }))
vi.mock('@/backend', () => ({ desk: kept, asFailure: (thrown: Error) => thrown }))

let drafting: Drafting
let content: string | null
let open: VueWrapper[] = []
function page(): VueWrapper {
  const shown = mount(defineComponent({
    setup() {
      drafting = useDraft(() => 'new:dispute', () => '新登记', () => null, () => content)
      return () => h('div')
    },
  }))
  open.push(shown)
  return shown
}

beforeEach(() => {
  vi.useFakeTimers()
  content = '张'
})
afterEach(() => {
  drafting.settle()
  open.forEach((shown) => shown.unmount())
  open = []
  vi.useRealTimers()
  vi.clearAllMocks()
  kept.keepDraft.mockImplementation(async () => null)
})

describe('a draft', () => {
  it('is kept within two seconds of typing, once for a burst', async () => {
    page()
    drafting.touch()
    await vi.advanceTimersByTimeAsync(500)
    drafting.touch()
    await vi.advanceTimersByTimeAsync(1999)
    expect(kept.keepDraft).toHaveBeenCalledTimes(1)
    expect(kept.keepDraft).toHaveBeenCalledWith({ key: 'new:dispute', title: '新登记', matter: null, content: '张' })
  })
  it('is kept at once when the page is left or the desk is locked', async () => {
    const shown = page()
    drafting.touch()
    window.dispatchEvent(new Event('keep-drafts'))
    expect(kept.keepDraft).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(0)
    drafting.touch()
    shown.unmount()
    expect(kept.keepDraft).toHaveBeenCalledTimes(2)
  })
  it('is not kept after a save took it, nor when there is nothing', async () => {
    const shown = page()
    drafting.touch()
    drafting.settle()
    await vi.advanceTimersByTimeAsync(5000)
    content = null
    drafting.touch()
    shown.unmount()
    expect(kept.keepDraft).not.toHaveBeenCalled()
  })
  it('says when it could not be kept, and tries again', async () => {
    kept.keepDraft.mockRejectedValueOnce(new Error('磁盘满了。'))
    page()
    drafting.touch()
    await vi.advanceTimersByTimeAsync(1500)
    expect(drafting.said.value).toContain('磁盘满了')
    await drafting.flush()
    expect(kept.keepDraft).toHaveBeenCalledTimes(2)
  })
  it('is kept at least every two seconds while somebody types without a pause', async () => {
    page()
    const at: number[] = []
    kept.keepDraft.mockImplementation(async () => {
      at.push(Date.now())
      return null
    })
    const begun = Date.now()
    for (let key = 0; Date.now() - begun < 10_000; key += 1) {
      content = `第${key}键`
      drafting.touch()
      await vi.advanceTimersByTimeAsync(300)
    }
    expect(at.length).toBeGreaterThanOrEqual(5)
    expect(Math.max(...at.map((one, n) => one - (at[n - 1] ?? begun)))).toBeLessThanOrEqual(2000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(kept.keepDraft).toHaveBeenLastCalledWith(expect.objectContaining({ content }))
  })
  it('never comes after the save that takes it, nor before what is older', async () => {
    page()
    const order: string[] = []
    let answer = () => {}
    kept.keepDraft.mockImplementation(() => new Promise((done) => {
      order.push('keep')
      answer = () => {
        order.push('kept')
        done(null)
      }
    }))
    drafting.touch()
    await vi.advanceTimersByTimeAsync(1500)
    drafting.touch()
    const saved = drafting.during(async () => {
      order.push('save')
      await new Promise((done) => setTimeout(done, 5000))
    })
    await vi.advanceTimersByTimeAsync(3000)
    expect(order).toEqual(['keep'])
    answer()
    await vi.advanceTimersByTimeAsync(5000)
    await saved
    drafting.settle()
    await vi.advanceTimersByTimeAsync(5000)
    expect(order).toEqual(['keep', 'kept', 'save'])
  })
  it('is kept after all when the save is refused', async () => {
    page()
    drafting.touch()
    await drafting.during(async () => Promise.reject(new Error('没有存上。'))).catch(() => null)
    expect(kept.keepDraft).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2000)
    expect(kept.keepDraft).toHaveBeenCalledTimes(1)
  })
  it('is thrown away after what is still being kept of it', async () => {
    page()
    let answer = () => {}
    kept.keepDraft.mockImplementation(() => new Promise((done) => {
      answer = () => done(null)
    }))
    drafting.touch()
    const keeping = drafting.flush()
    const dropped = drafting.drop()
    await vi.advanceTimersByTimeAsync(100)
    expect(kept.discardDraft).not.toHaveBeenCalled()
    answer()
    await Promise.all([keeping, dropped])
    expect(kept.discardDraft).toHaveBeenCalledTimes(1)
  })
  it('lets whoever locks the desk wait until it is kept', async () => {
    page()
    drafting.touch()
    const waits: Promise<void>[] = []
    window.dispatchEvent(new CustomEvent('keep-drafts', { detail: waits }))
    expect(waits).toHaveLength(1)
    await waits[0]
    expect(kept.keepDraft).toHaveBeenCalledTimes(1)
  })
})
