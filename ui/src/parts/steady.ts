import { onScopeDispose, watch, type Ref } from 'vue'

/**
 * Holds still what the clerk types in or presses: where something comes or goes above it (what is known of a name, a field
 * that another one asks for), the page scrolls by as much. WebKit does not do this by itself.
 */
export function useSteady(scroller: Readonly<Ref<HTMLElement | undefined>>): void {
  let held: Element | null = null
  let top = 0
  let scrolled = 0
  /** While a button is down, what is under it; else what has the focus. */
  let pressed: Element | null = null

  function hold(): void {
    const at = pressed ?? document.activeElement
    held = at && at !== scroller.value && scroller.value?.contains(at) ? at : null
    take()
  }
  function take(): void {
    if (held) top = held.getBoundingClientRect().top
    scrolled = scroller.value?.scrollTop ?? 0
  }

  /** Scrolled by the clerk: what is held goes along. It is told late, when more may have come above, so it is not measured anew. */
  function scroll(): void {
    const now = scroller.value?.scrollTop ?? 0
    top -= now - scrolled
    scrolled = now
  }

  /** After a layout and before it is seen. */
  function settle(): void {
    if (held?.isConnected && scroller.value) {
      const moved = held.getBoundingClientRect().top - top
      if (Math.abs(moved) >= 1) scroller.value.scrollTop += moved
    }
    hold()
  }

  /** A field that is left may say at once what it thinks of its text: where the next one stands counts before that. */
  function leave(event: FocusEvent): void {
    const next = event.relatedTarget
    if (pressed || !(next instanceof Element) || !scroller.value?.contains(next)) return
    held = next
    take()
  }
  /** What it said at once is on the page now; a quick press must not miss what it meant. */
  function left(): void {
    if (held) settle()
  }
  function enter(): void {
    if (held !== (pressed ?? document.activeElement)) hold()
  }

  function press(event: PointerEvent): void {
    pressed = event.target instanceof Element ? event.target : null
    hold()
  }
  function release(): void {
    pressed = null
    // The click comes after this, and may change the page on purpose.
    setTimeout(hold)
  }

  // The scroller may come after the page, and another may take its place.
  watch(scroller, (box, _, onCleanup) => {
    if (!box || typeof ResizeObserver === 'undefined') return
    const sizes = new ResizeObserver(settle)
    const observe = () => { for (const part of box.children) sizes.observe(part) }
    const parts = new MutationObserver(observe)
    observe()
    parts.observe(box, { childList: true })
    box.addEventListener('scroll', scroll, { passive: true })
    box.addEventListener('blur', leave, true)
    box.addEventListener('focusout', left)
    box.addEventListener('focusin', enter)
    box.addEventListener('pointerdown', press, true)
    onCleanup(() => {
      sizes.disconnect()
      parts.disconnect()
    })
  }, { flush: 'post', immediate: true })
  window.addEventListener('pointerup', release)
  window.addEventListener('resize', hold)
  onScopeDispose(() => {
    window.removeEventListener('pointerup', release)
    window.removeEventListener('resize', hold)
  })
}
