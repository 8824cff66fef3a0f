import { type Editor, Extension, type JSONContent } from '@tiptap/core'
import { Plugin, TextSelection } from '@tiptap/pm/state'
import type { BlobHash } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import { sourceOfBlob } from '#shared/rooms/documents/index.ts'

export interface FileKeeper {
  put(file: Blob): Promise<Outcome<'too-large' | 'not-stored' | 'read-only', BlobHash>>
  /** A file could not be kept. */
  refuse(name: string, reason: 'too-large' | 'not-stored' | 'read-only'): void
}

const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml'])

/** Files that are pasted or dropped become pictures and attachments, stored on this device before they appear. */
export function filesExtension(keeper: FileKeeper) {
  return Extension.create({
    name: 'files',
    addProseMirrorPlugins() {
      const { editor } = this
      return [
        new Plugin({
          props: {
            handlePaste: (view, event) => {
              const html = event.clipboardData?.getData('text/html') ?? ''
              const files = [...(event.clipboardData?.files ?? [])]
              if (files.length > 0 && !hasWords(html)) void insertFiles(editor, files, keeper)
              else if (/src="data:image\//i.test(html))
                void storePictures(html, keeper).then((stored) => view.pasteHTML(stored))
              else return false
              return true
            },
            handleDrop: (view, event, _slice, moved) => {
              const files = [...(event.dataTransfer?.files ?? [])]
              if (moved || files.length === 0 || !view.editable) return false
              const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
              if (at !== undefined)
                view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at))))
              void insertFiles(editor, files, keeper)
              return true
            },
          },
        }),
      ]
    },
  })
}

/** Office programs put a picture of the text beside the text itself; the text wins. */
function hasWords(html: string): boolean {
  if (html === '') return false
  return (new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '').trim() !== ''
}

export async function insertFiles(editor: Editor, files: readonly File[], keeper: FileKeeper): Promise<void> {
  for (const file of files) {
    const stored = await keeper.put(file)
    if (!stored.ok) {
      keeper.refuse(file.name, stored.reason)
      continue
    }
    if (!editor.isDestroyed) editor.chain().focus().insertContent(nodeFor(file, stored.value)).run()
  }
}

function nodeFor(file: File, hash: BlobHash): JSONContent[] {
  if (shownTypes.has(file.type)) {
    // Pasted pictures are all called image.png, which says nothing.
    const alt = file.name === 'image.png' ? null : file.name.replace(/\.[^.]+$/, '')
    return [{ type: 'image', attrs: { src: sourceOfBlob(hash), alt, name: file.name } }]
  }
  const attrs = { hash, name: file.name, size: file.size, mime: file.type }
  return [
    { type: 'attachment', attrs },
    { type: 'text', text: ' ' },
  ]
}

/** Pictures that pasted HTML carries inside itself go to the store, for they would bloat the text. */
async function storePictures(html: string, keeper: FileKeeper): Promise<string> {
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const image of page.querySelectorAll<HTMLImageElement>('img[src^="data:image/"]')) {
    const blob = blobOf(image.getAttribute('src') ?? '')
    const stored = blob && (await keeper.put(blob))
    if (stored?.ok) image.setAttribute('data-src', sourceOfBlob(stored.value))
    else if (stored) keeper.refuse(image.alt || 'image', stored.reason)
  }
  return page.body.innerHTML
}

function blobOf(address: string): Blob | undefined {
  const found = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/.exec(address)
  if (!found) return undefined
  const bytes = Uint8Array.from(atob(found[2]!), (character) => character.charCodeAt(0))
  return new Blob([bytes], { type: found[1]! })
}
