/** Without a sign of life for so long nobody is there, though the page may be in sight all night. */
const idleMs = 10 * 60_000
const signs = ['pointerdown', 'keydown', 'wheel'] as const

/** Acts at once, when the page comes into sight, and every so often in between: as long as somebody looks at it and does something. */
export function whileSeen(act: () => void, everyMs: number): () => void {
  let signMs = Date.now()
  let actedMs = Number.NEGATIVE_INFINITY
  const look = () => {
    if (document.visibilityState !== 'visible' || Date.now() - signMs >= idleMs) return
    actedMs = Date.now()
    act()
  }
  const sign = () => {
    signMs = Date.now()
    if (signMs - actedMs >= everyMs) look()
  }
  // Deferred: whoever asks is in the middle of drawing.
  const first = setTimeout(look, 0)
  const again = setInterval(look, everyMs)
  document.addEventListener('visibilitychange', sign)
  for (const each of signs) document.addEventListener(each, sign, { capture: true, passive: true })
  return () => {
    clearTimeout(first)
    clearInterval(again)
    document.removeEventListener('visibilitychange', sign)
    for (const each of signs) document.removeEventListener(each, sign, { capture: true })
  }
}
