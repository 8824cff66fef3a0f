import type { Editor } from '@tiptap/core'

export interface OutlineEntry {
  readonly at: number
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
  editor.state.doc.forEach((node, at) => {
    if (node.type.name !== 'heading') return
    entries.push({ at, level: Number(node.attrs.level), text: node.textContent })
  })
  return entries
}

function isSame(a: readonly OutlineEntry[], b: readonly OutlineEntry[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (entry, index) => entry.at === b[index]?.at && entry.text === b[index].text && entry.level === b[index].level,
    )
  )
}

/** The heading that what is seen stands under: the last one above the upper third of the scroll container. */
export function currentHeading(editor: Editor, entries: readonly OutlineEntry[]): number {
  const scroller = editor.view.dom.closest('[data-scroll]')
  if (!scroller) return -1
  const { top, height } = scroller.getBoundingClientRect()
  return entries.findLastIndex(({ at }) => {
    const dom = editor.view.nodeDOM(at)
    return dom instanceof HTMLElement && dom.getBoundingClientRect().top < top + height / 4
  })
}
