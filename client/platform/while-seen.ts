/** Acts at once, when the page comes into sight, when it goes, and every so often in between: as long as somebody looks at it. */
export function whileSeen(act: () => void, everyMs: number): () => void {
  const actIfSeen = () => {
    if (document.visibilityState === 'visible') act()
  }
  // Deferred: whoever asks is in the middle of drawing.
  const first = setTimeout(actIfSeen, 0)
  const again = setInterval(actIfSeen, everyMs)
  document.addEventListener('visibilitychange', actIfSeen)
  return () => {
    clearTimeout(first)
    clearInterval(again)
    document.removeEventListener('visibilitychange', actIfSeen)
  }
}
