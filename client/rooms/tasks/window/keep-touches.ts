/**
 * While a row is dragged, a stand-in takes its place and the row itself leaves the page. A touch belongs to the element it began on
 * and goes on there, off the page, where the drag library does not hear it; so it is passed on to the window.
 */
export function keepTouches(target: EventTarget): void {
  if (!(target instanceof Element)) return
  const ended = new AbortController()
  const passOn = (event: TouchEvent) => {
    if (!target.isConnected && !passToWindow(event)) event.preventDefault()
    if (event.type !== 'touchmove') ended.abort()
  }
  for (const type of ['touchmove', 'touchend', 'touchcancel'] as const) {
    target.addEventListener(type, passOn as EventListener, { passive: false, signal: ended.signal })
  }
}

/** False when a listener took the touch for itself, so that the page must not scroll with it. */
function passToWindow({ type, touches, targetTouches, changedTouches }: TouchEvent): boolean {
  const lists = { touches: [...touches], targetTouches: [...targetTouches], changedTouches: [...changedTouches] }
  return window.dispatchEvent(new TouchEvent(type, { ...lists, cancelable: true, bubbles: true }))
}
