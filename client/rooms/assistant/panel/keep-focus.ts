/**
 * What has the focus may go with the press of it: a card that is decided, a button that is done. Then the focus goes to the nearest that is
 * left around it, so that keys still reach the panel. `fallback`: where it goes when nothing around it is left.
 */
export function keepFocusInside(panel: HTMLElement, fallback: () => HTMLElement | null): () => void {
  let around: readonly HTMLElement[] = []
  const remember = ({ target }: Event) => {
    around = target instanceof HTMLElement ? ancestorsOf(target, panel) : []
  }
  const forget = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && !panel.contains(relatedTarget)) around = []
  }
  const mend = () => {
    const [last] = around
    const isLost = document.activeElement === document.body || document.activeElement === null
    if (!last || last.isConnected || !isLost) return
    const next = around.find((each) => each.isConnected && each.hasAttribute('tabindex'))
    const place = next ?? fallback()
    place?.focus({ preventScroll: true })
  }
  const observer = new MutationObserver(mend)
  observer.observe(panel, { childList: true, subtree: true })
  panel.addEventListener('focusin', remember)
  panel.addEventListener('focusout', forget)
  return () => {
    observer.disconnect()
    panel.removeEventListener('focusin', remember)
    panel.removeEventListener('focusout', forget)
  }
}

function ancestorsOf(node: HTMLElement, end: HTMLElement): readonly HTMLElement[] {
  const found: HTMLElement[] = []
  for (let each: HTMLElement | null = node; each && each !== end; each = each.parentElement) found.push(each)
  return found
}
