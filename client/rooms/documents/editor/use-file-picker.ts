import { useMemo } from 'react'
import type { Editor } from '@tiptap/core'
import { useBlobs } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { type FileKeeper, insertFiles } from './files-extension.ts'

/** Where files of the text are kept, and what is said of those that cannot be. */
export function useFileKeeper(): FileKeeper {
  const blobs = useBlobs()
  const announce = useAnnounce()
  const t = useText('documents')
  return useMemo(
    () => ({
      put: (file) => blobs.put(file),
      refuse: (name, reason) => {
        const sentence =
          reason === 'too-large' ? t('editor.fileTooLarge', { name }) : t('editor.fileNotStored', { name })
        announce(sentence, { tone: 'problem' })
      },
    }),
    [blobs, announce, t],
  )
}

/** The browser's own dialog for files, then into the text at the caret. */
export function pickFiles(editor: Editor, keeper: FileKeeper, kind: 'image' | 'file'): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  if (kind === 'image') input.accept = 'image/*'
  input.addEventListener('change', () => void insertFiles(editor, [...(input.files ?? [])], keeper))
  input.click()
}
