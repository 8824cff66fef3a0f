import { EditorContent, useEditor } from '@tiptap/react'
import { useMemo, useState } from 'react'
import type { ContentNode } from '#shared/crdt/content.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { hasContent, read } from '#shared/rooms/room.ts'
import { useBlobs } from '#client/replica/index.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { useThings } from '#client/rooms/things.ts'
import { ChangeTable } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { contentExtensions } from '../editor/content/content-extensions.ts'
import type { ContentHost } from '../editor/content/content-host.ts'
import { showable } from '../editor/newer-content.ts'
import { useFolderTitle } from '../use-folder-title.ts'
import { changeExtensions } from './change-extensions.ts'
import { type MarkedContent, markedContent } from './marked-content.ts'
import '../editor/content/content.css'
import classes from './document-version.module.css'

/** A document as it was: what is said of it above, its text below, with what came and went when it is compared. */
export function DocumentVersion({ shown, before }: VersionViewProps) {
  const t = useText('documents')
  const marked = useMemo(() => {
    const sayUnknown = (kind: string) => t('screen.newerPart', { kind })
    const contentOf = (replica: Replica): readonly ContentNode[] => {
      const nodes = hasContent(replica) ? replica.content() : []
      // An empty text would be given a paragraph, which then came or went.
      return nodes.length === 0 ? nodes : (showable(nodes, sayUnknown).content as ContentNode[])
    }
    const now = contentOf(shown)
    return before ? markedContent(contentOf(before), now) : { nodes: now }
  }, [shown, before, t])
  return (
    <>
      <Facts shown={shown} before={before} />
      {'addedWords' in marked && <Sum marked={marked as MarkedContent} />}
      <Text nodes={marked.nodes} />
    </>
  )
}

function Facts({ shown, before }: VersionViewProps) {
  const t = useText('documents')
  const folderTitle = useFolderTitle()
  const facts = (replica: Replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title') || t('untitled'),
      folder: folderTitle(read.id(fields, 'parent')),
      tags: read.set(fields, 'tags').join(', '),
      pinned: read.flag(fields, 'pinned') ? t('history.yes') : '',
    }
  }
  const [now, old] = [facts(shown), before && facts(before)]
  const row = (name: keyof typeof now, label: string) => ({ label, now: now[name], before: old?.[name] })
  return (
    <ChangeTable
      label={t('history.facts')}
      rows={[
        row('title', t('screen.title')),
        row('folder', t('tree.folder')),
        row('tags', t('screen.tags')),
        row('pinned', t('history.pinned')),
      ]}
    />
  )
}

function Sum({ marked: { addedWords, removedWords } }: { marked: MarkedContent }) {
  const t = useText('documents')
  return <p className={classes.sum}>{t('history.sum', { added: addedWords, removed: removedWords })}</p>
}

function Text({ nodes }: { nodes: readonly ContentNode[] }) {
  const t = useText('documents')
  const host = useReadingHost()
  const editor = useEditor({
    extensions: [...contentExtensions(host), ...changeExtensions],
    content: { type: 'doc', content: (nodes.length > 0 ? nodes : [{ type: 'paragraph' }]) as never },
    editable: false,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: { attributes: { class: 'doc-text', role: 'document', 'aria-label': t('screen.body') } },
  })
  return <EditorContent editor={editor} className={classes.text} />
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
