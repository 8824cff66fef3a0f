/**
 * Keeps an element above the on-screen keyboard: `--keyboard` on it is the height that the keyboard covers, for browsers that lay the
 * keyboard over the page. Calls `moved` when that height changes. A ref callback; answers its clean-up.
 */
export function followKeyboard(node: HTMLElement, moved: () => void): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => undefined
  let covered = 0
  const measure = () => {
    const next = Math.max(0, Math.round(window.innerHeight - viewport.height - viewport.offsetTop))
    if (next === covered) return
    covered = next
    node.style.setProperty('--keyboard', `${covered}px`)
    moved()
  }
  viewport.addEventListener('resize', measure)
  viewport.addEventListener('scroll', measure)
  return () => {
    viewport.removeEventListener('resize', measure)
    viewport.removeEventListener('scroll', measure)
  }
}
