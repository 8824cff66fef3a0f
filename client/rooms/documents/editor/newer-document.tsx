import { EditorContent, useEditor } from '@tiptap/react'
import { type ReactNode, useState } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import type { OpenDocument } from '#shared/rooms/documents/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { contentExtensions } from './content/content-extensions.ts'
import { DocumentFrame } from './document-frame.tsx'
import { showable } from './newer-content.ts'
import './content/content.css'

interface NewerDocumentProps {
  document: OpenDocument
  replica: Replica
  notice: ReactNode
}

/** A document that a newer version has written into: what can be shown of it, as it was when it was opened, bound to nothing. */
export function NewerDocument({ document, replica, notice }: NewerDocumentProps) {
  const t = useText('documents')
  const [content] = useState(() =>
    showable(hasContent(replica) ? replica.content() : [], (kind) => t('screen.newerPart', { kind })),
  )
  const editor = useEditor({
    extensions: contentExtensions(),
    content,
    editable: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: { attributes: { class: 'doc-text', 'aria-label': t('screen.body') } },
  })
  return (
    <DocumentFrame document={document} editor={editor} canWrite={false} notice={notice} foot={null}>
      <EditorContent editor={editor} />
    </DocumentFrame>
  )
}
