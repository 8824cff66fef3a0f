/** What is under the pointer or has the focus and has something to tell: an element with `data-tip`. */
export interface TipTarget {
  readonly element: Element
  readonly label: string
  /** A combo to show beside the label. */
  readonly keys?: string
}

export interface TipWatchOptions {
  root: Document
  show(target: TipTarget | undefined): void
}

const delayMs = 400
/** From one button of a row to the next nobody wants to wait again. */
const warmMs = 300

/** Says when a tip is to be shown: after resting on it with a mouse, at once with the keyboard; any act takes it away. */
export function watchTips({ root, show }: TipWatchOptions): () => void {
  const closing = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: Element | undefined
  let hiddenAt = -Infinity

  const hide = () => {
    clearTimeout(timer)
    if (current) hiddenAt = performance.now()
    current = undefined
    show(undefined)
  }
  const reveal = (element: Element) => {
    clearTimeout(timer)
    current = element
    show(targetOf(element))
  }
  const rest = (element: Element) => {
    clearTimeout(timer)
    const isWarm = performance.now() - hiddenAt < warmMs
    timer = setTimeout(() => element.isConnected && reveal(element), isWarm ? 0 : delayMs)
  }
  const on = <Name extends keyof DocumentEventMap>(name: Name, listener: (event: DocumentEventMap[Name]) => void) =>
    root.addEventListener(name, listener, { capture: true, passive: true, signal: closing.signal })

  on('pointerover', (event) => {
    const element = tipElement(event.target)
    if (element && element === current) return
    if (current) hide()
    if (element && event.pointerType === 'mouse') rest(element)
    else clearTimeout(timer)
  })
  on('focusin', (event) => {
    const element = tipElement(event.target)
    if (element && element === event.target && element.matches(':focus-visible')) reveal(element)
  })
  for (const name of ['focusout', 'pointerdown', 'keydown', 'wheel'] as const) on(name, hide)
  return () => {
    clearTimeout(timer)
    closing.abort()
  }
}

function tipElement(target: EventTarget | null): Element | undefined {
  return target instanceof Element ? (target.closest('[data-tip]') ?? undefined) : undefined
}

function targetOf(element: Element): TipTarget {
  const keys = element.getAttribute('data-tip-keys')
  return { element, label: element.getAttribute('data-tip') ?? '', ...(keys && { keys }) }
}
