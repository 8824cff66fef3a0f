import type { Editor } from '@tiptap/core'

/** Without its place in the text, which every keystroke above it changes: a heading is found by its number. */
export interface OutlineEntry {
  readonly level: number
  readonly text: string
}

export interface Outline {
  subscribe(listener: () => void): () => void
  get(): readonly OutlineEntry[]
}

const restMs = 300

/** The headings of the text, read again when typing rests. */
export function createOutline(editor: Editor): Outline {
  let entries = headingsOf(editor)
  return {
    get: () => entries,
    subscribe: (listener) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const read = () => {
        timer = undefined
        const next = headingsOf(editor)
        if (isSame(entries, next)) return
        entries = next
        listener()
      }
      const soon = () => (timer ??= setTimeout(read, restMs))
      editor.on('update', soon)
      soon()
      return () => {
        editor.off('update', soon)
        clearTimeout(timer)
      }
    },
  }
}

function headingsOf(editor: Editor): OutlineEntry[] {
  if (editor.isDestroyed) return []
  const entries: OutlineEntry[] = []
  editor.state.doc.forEach((node) => {
    if (node.type.name === 'heading') entries.push({ level: Number(node.attrs.level), text: node.textContent })
  })
  return entries
}

function isSame(a: readonly OutlineEntry[], b: readonly OutlineEntry[]): boolean {
  return (
    a.length === b.length && a.every((entry, index) => entry.text === b[index]?.text && entry.level === b[index].level)
  )
}

/** Where the heading of this number stands in the document; undefined when it has gone meanwhile. */
export function placeOfHeading(editor: Editor, wanted: number): number | undefined {
  let number = 0
  let found: number | undefined
  editor.state.doc.forEach((node, at) => {
    if (node.type.name !== 'heading') return
    if (number === wanted) found = at
    number += 1
  })
  return found
}

/** The number of the heading that what is seen stands under: the last one above the upper quarter of the scroll container. */
export function currentHeading(editor: Editor): number {
  const scroller = editor.view.dom.closest('[data-scroll]')
  if (!scroller) return -1
  const { top, height } = scroller.getBoundingClientRect()
  const headings = editor.view.dom.querySelectorAll(':scope > :is(h1, h2, h3, h4, h5, h6)')
  // By halving: each look at a heading may cost a layout.
  let low = 0
  let high = headings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (headings[middle]!.getBoundingClientRect().top < top + height / 4) low = middle + 1
    else high = middle
  }
  return low - 1
}
