import { onActivated, watch, type Ref } from 'vue'

/** A kept page loses its scroll when it is taken off the screen: this brings it back where it was. */
export function useKeptScroll(scroller: Ref<HTMLElement | undefined>): void {
  let top = 0
  let left = 0
  const moved = () => {
    const element = scroller.value
    if (!element?.isConnected) return
    top = element.scrollTop
    left = element.scrollLeft
  }
  watch(scroller, (now, before) => {
    before?.removeEventListener('scroll', moved)
    now?.addEventListener('scroll', moved, { passive: true })
  }, { immediate: true, flush: 'post' })
  onActivated(() => scroller.value?.scrollTo({ top, left }))
}
