/** Calls when one of these has another size. */
export type WatchSizes = (elements: readonly Element[], changed: () => void) => () => void

/** Somebody so near to the end is at it: less than a line. */
const nearPx = 24
const gapAbovePx = 8
/** What is opened by a click grows because its reader wants to read on from there. */
const opened = 'summary, [aria-expanded]'

/** Keeps a conversation at its end as it grows, for whoever is there; whoever has scrolled up stays where they read. */
export class EndFollower {
  readonly #watchSizes: WatchSizes
  readonly #listeners = new Set<() => void>()
  #scroller: HTMLElement | undefined
  #isFollowing = true
  #isAtEnd = true
  #lastTop = 0

  constructor(watchSizes: WatchSizes = observeSizes) {
    this.#watchSizes = watchSizes
  }

  /** Ref of what scrolls. Its first child holds all that is in it, and grows. It begins at the end. */
  readonly hold = (node: HTMLElement | null): (() => void) | undefined => {
    if (!node) return undefined
    this.#scroller = node
    this.toEnd()
    node.addEventListener('scroll', this.#onScroll, { passive: true })
    node.addEventListener('click', this.#onClick, { capture: true })
    const stop = this.#watchSizes([node, ...node.children], this.#onSized)
    return () => {
      stop()
      node.removeEventListener('scroll', this.#onScroll)
      node.removeEventListener('click', this.#onClick, { capture: true })
      this.#scroller = undefined
    }
  }

  /** Ref of what was just asked: as much of the answer as fits below it is shown, and the question with it. */
  readonly show = (turn: HTMLElement | null): void => {
    const scroller = this.#scroller
    // While the panel opens it goes to the end as a whole.
    if (!turn || !scroller) return
    const top = scroller.scrollTop + turn.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    this.#moveTo(scroller, Math.min(top - gapAbovePx, scroller.scrollHeight - scroller.clientHeight))
    this.#isFollowing = this.#isAtEnd
  }

  toEnd(): void {
    this.#isFollowing = true
    if (this.#scroller) this.#moveTo(this.#scroller, this.#scroller.scrollHeight)
  }

  readonly isAtEnd = (): boolean => this.#isAtEnd

  /** Of `isAtEnd`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller
    if (!scroller) return
    if (leftBelow(scroller) <= nearPx) this.#isFollowing = true
    // It may have grown since it was moved: only people go up.
    else if (scroller.scrollTop < this.#lastTop) this.#isFollowing = false
    this.#look(scroller)
  }

  readonly #onSized = (): void => {
    const scroller = this.#scroller
    if (!scroller) return
    if (this.#isFollowing) this.#moveTo(scroller, scroller.scrollHeight)
    else this.#look(scroller)
  }

  readonly #onClick = ({ target }: Event): void => {
    if (target instanceof Element && target.closest(opened)) this.#isFollowing = false
  }

  #moveTo(scroller: HTMLElement, top: number): void {
    scroller.scrollTop = top
    this.#look(scroller)
  }

  #look(scroller: HTMLElement): void {
    this.#lastTop = scroller.scrollTop
    const isThere = leftBelow(scroller) <= nearPx
    if (isThere === this.#isAtEnd) return
    this.#isAtEnd = isThere
    for (const listener of new Set(this.#listeners)) listener()
  }
}

function leftBelow({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop
}

function observeSizes(elements: readonly Element[], changed: () => void): () => void {
  const observer = new ResizeObserver(changed)
  for (const element of elements) observer.observe(element)
  return () => observer.disconnect()
}
