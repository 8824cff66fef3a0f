import { EditorContent, useEditor } from '@tiptap/react'
import { useState } from 'react'
import type { ContentNode } from '#shared/crdt/content.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useBlobs } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useText } from '#client/ui/i18n.tsx'
import { DocumentText } from '../document-text.tsx'
import { contentExtensions } from '../editor/content/content-extensions.ts'
import type { ContentHost } from '../editor/content/content-host.ts'
import { changeExtensions } from './change-extensions.ts'
import '../editor/content/content.css'
import classes from './marked-text.module.css'

interface MarkedTextProps {
  nodes: readonly ContentNode[]
  /** To those who do not see it. */
  label: string
  className?: string | undefined
}

/** A text to be read, with what came and went in it (`markedContent`). */
export function MarkedText(props: MarkedTextProps) {
  return (
    <DocumentText>
      <TextToRead {...props} />
    </DocumentText>
  )
}

function TextToRead({ nodes, label, className = '' }: MarkedTextProps) {
  const tUi = useText('ui')
  const host = useReadingHost()
  const editor = useEditor({
    extensions: [...contentExtensions(host), ...changeExtensions({ added: tUi('added'), removed: tUi('removed') })],
    content: { type: 'doc', content: (nodes.length > 0 ? nodes : [{ type: 'paragraph' }]) as never },
    editable: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: { attributes: { class: 'doc-text', role: 'document', 'aria-label': label } },
  })
  return <EditorContent editor={editor} className={`${classes.marked} ${className}`} />
}

/** Pictures show and links lead where they lead now. */
function useReadingHost(): ContentHost {
  const t = useText('documents')
  const things = useThings()
  const blobs = useBlobs()
  const find = (id: ReplicaId | null) => {
    const [title, path] = id ? [things.titleOf(id), things.pathOf(id)] : []
    return id && title !== undefined && path !== undefined ? { id, title, path } : undefined
  }
  const [host] = useState<ContentHost>(() => ({
    text: t,
    blobUrl: (hash) => blobs.url(hash),
    links: { find: ({ id }) => find(id), subscribe: () => () => undefined },
    openLink: ({ id }) => id && void things.open(id),
  }))
  return host
}
