import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useDraft, type Drafting } from './draft'

const kept = vi.hoisted(() => ({ keepDraft: vi.fn(async () => null), discardDraft: vi.fn(async () => null) }))
vi.mock('@/backend', () => ({ desk: kept, asFailure: (thrown: Error) => thrown }))

let drafting: Drafting
let content: string | null
const page = () => mount(defineComponent({
  setup() {
    drafting = useDraft(() => 'new:dispute', () => '新登记', () => null, () => content)
    return () => h('div')
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  content = '张'
})
afterEach(() => {
  vi.useRealTimers()
  vi.clearAllMocks()
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
})
