/** By then whoever takes the place of what has gone has asked for the focus: a dialog gives it back, a screen has its first field. */
const mendAfterMs = 60
/** Of each dialog or menu, and of what lies below them, the last place is kept. */
const deepest = 8
const rows = 'li, tr, article, [role="row"], [role="listitem"]'
const layers = '[role="dialog"], [role="menu"], [role="listbox"]'
const tabbable = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])'

interface Place {
  readonly target: HTMLElement
  /** From the target upwards, as it was: what is taken off the page forgets where it hung. */
  readonly around: readonly Element[]
  readonly row: Row | undefined
  readonly layer: Element | null
}

interface Row {
  readonly element: Element
  /** The rows below it, then those above, the nearest first. */
  readonly neighbours: readonly Element[]
  /** Which one it is among what can have the focus in the row, counted from its end, where the buttons are. */
  readonly fromEnd: number
}

/**
 * For people who work by keys. What has the focus may go with what they do: the row of a key that is revoked, the entry of a menu that opened
 * a dialog, a button that is busy for a moment. The focus then goes to the same button of the next row, to what had opened the menu, to the
 * button when it is free again; else to the room, so that the next Tab does not begin at the top of the page.
 */
export function mendLostFocus(root: Document, after: (delayMs: number, run: () => void) => void): () => void {
  let places: readonly Place[] = []
  let isWaiting = false
  let wasBusy = false
  let isPointing = false
  const remember = ({ target }: { readonly target: EventTarget | null }) => {
    wasBusy = false
    if (!(target instanceof HTMLElement)) return
    const place = placeOf(target)
    places = [place, ...places.filter(({ layer }) => layer !== place.layer)].slice(0, deepest)
  }
  const mend = () => {
    isWaiting = false
    const [last] = places
    if (!last || isPointing || !isLost(root)) return
    if (last.target.isConnected && (!wasBusy || isBusy(last.target))) return
    findPlace(places, root)?.focus()
  }
  const watch = () => {
    const last = places[0]?.target
    if (!last || (last.isConnected && !isBusy(last) && !wasBusy)) return
    wasBusy ||= last.isConnected && isBusy(last)
    if (isWaiting) return
    isWaiting = true
    after(mendAfterMs, mend)
  }
  const point = () => {
    isPointing = true
  }
  const type = () => {
    isPointing = false
  }
  // This comes after the page, and somebody may be at work by then.
  if (!isLost(root)) remember({ target: root.activeElement })
  const observer = new MutationObserver(watch)
  observer.observe(root.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  root.addEventListener('focusin', remember)
  // Whoever points says by that where they are, and a finger wants no keyboard on the screen for it.
  root.addEventListener('pointerdown', point, { capture: true })
  root.addEventListener('keydown', type, { capture: true })
  root.documentElement.toggleAttribute('data-focus-kept', true)
  return () => {
    root.documentElement.removeAttribute('data-focus-kept')
    places = []
    observer.disconnect()
    root.removeEventListener('focusin', remember)
    root.removeEventListener('pointerdown', point, { capture: true })
    root.removeEventListener('keydown', type, { capture: true })
  }
}

function isLost({ activeElement, body }: Document): boolean {
  return activeElement === body || activeElement === null
}

function isBusy(element: HTMLElement): boolean {
  return element.matches(':disabled')
}

function findPlace(places: readonly Place[], root: Document): HTMLElement | undefined {
  const [last] = places
  if (last?.target.isConnected) return last.target
  // From a dialog or menu that has closed back to where it was opened.
  const before = places.find(({ layer }) => !layer || layer.isConnected)
  if (!before) return undefined
  // One that is busy goes or is free again in a moment, and is looked at then.
  if (before.target.isConnected) return isBusy(before.target) ? undefined : before.target
  const beside = besideOf(before)
  if (beside) return beside
  const room = root.querySelector('main')
  return room && before.around.includes(room) ? room : undefined
}

function besideOf({ row }: Place): HTMLElement | undefined {
  if (!row || row.element.isConnected) return undefined
  const next = row.neighbours.find((each) => each.isConnected)
  const possible = next ? tabbableIn(next) : []
  return possible.at(-row.fromEnd) ?? possible[0]
}

function placeOf(target: HTMLElement): Place {
  const around: Element[] = []
  for (let each: Element | null = target; each; each = each.parentElement) around.push(each)
  const element = target.closest(rows)
  const row = element ? rowOf(element, target) : undefined
  return { target, around, row, layer: target.closest(layers) }
}

function rowOf(element: Element, target: HTMLElement): Row {
  const all = [...(element.parentElement?.children ?? [])]
  const at = all.indexOf(element)
  const inside = tabbableIn(element)
  return {
    element,
    neighbours: [...all.slice(at + 1), ...all.slice(0, at).toReversed()],
    fromEnd: Math.max(1, inside.length - inside.indexOf(target)),
  }
}

function tabbableIn(element: Element): readonly HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(tabbable)].filter((each) => !isBusy(each))
}
