import { useMemo } from 'react'
import type { ContentNode } from '#shared/crdt/content.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { hasContent, read } from '#shared/rooms/room.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { ChangeTable } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useChangedSpans } from '#client/ui/use-changed-spans.ts'
import { showable } from '../editor/newer-content.ts'
import { useFolderTitle } from '../use-folder-title.ts'
import { MarkedText } from './marked-text.tsx'
import { type MarkedContent, markedContent } from './marked-content.ts'
import classes from './document-version.module.css'

/** A document as it was: what is said of it above, its text below, with what came and went when it is compared. */
export function DocumentVersion({ shown, before }: VersionViewProps) {
  const t = useText('documents')
  const compare = useChangedSpans()
  const marked = useMemo(() => {
    const sayUnknown = (kind: string) => t('screen.newerPart', { kind })
    const contentOf = (replica: Replica): readonly ContentNode[] => {
      const nodes = hasContent(replica) ? replica.content() : []
      // An empty text would be given a paragraph, which then came or went.
      return nodes.length === 0 ? nodes : (showable(nodes, sayUnknown).content as ContentNode[])
    }
    const now = contentOf(shown)
    return before ? markedContent(contentOf(before), now, compare) : { nodes: now }
  }, [shown, before, t, compare])
  return (
    <>
      <Facts shown={shown} before={before} />
      {'addedWords' in marked && <Sum marked={marked as MarkedContent} />}
      <MarkedText nodes={marked.nodes} label={t('screen.body')} className={classes.text} />
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
