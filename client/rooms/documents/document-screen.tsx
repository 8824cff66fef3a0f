import { Alert, Button, Skeleton } from '@mantine/core'
import { IconFileOff, IconFileX } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo, useState, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { documentQueries, documentType, type OpenDocument, restoreDocument } from '#shared/rooms/documents/index.ts'
import { hasContent } from '#shared/rooms/room.ts'
import { waitingProposals } from '#shared/rooms/assistant/index.ts'
import {
  type Awareness,
  type ContentHistory,
  useOpenReplica,
  useQuery,
  useRun,
  useWorkspace,
} from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { DocumentText } from './document-text.tsx'
import { guardContent } from './editor/content-guard.ts'
import { DocumentBody } from './editor/document-body.tsx'
import { openReadingCopy } from './editor/reading-copy.ts'
import { NewerDocument } from './editor/newer-document.tsx'
import { hunkProposals } from './proposals/hunk-proposals.ts'
import classes from './document-screen.module.css'

/** One document, full screen on a phone. */
export function DocumentScreen() {
  const { id } = useParams({ strict: false })
  return (
    <DocumentText>
      <DocumentById key={id} id={id as ReplicaId} />
    </DocumentText>
  )
}

function DocumentById({ id }: { id: ReplicaId }) {
  const t = useText('documents')
  const document = useQuery(documentQueries.openDocument, { id })
  const open = useOpenReplica(documentType, id)
  if (open.status === 'failed') {
    return (
      <EmptyState isCertain icon={<IconFileX size={32} stroke={1.4} />} title={t('screen.failedTitle')}>
        {open.sentence}
      </EmptyState>
    )
  }
  if (open.status === 'missing' || (open.status === 'open' && (!document || !open.doc))) {
    return <Missing />
  }
  if (open.status === 'opening' || !document || !open.doc) return <Opening />
  const { replica, doc, awareness, history } = open
  return <Bound document={document} replica={replica} doc={doc} awareness={awareness} history={history} />
}

function Missing() {
  const t = useText('documents')
  const { id } = useWorkspace()
  const wayOn = (
    <Button component={Link} to={`/w/${id}/documents`}>
      {t('label')}
    </Button>
  )
  const icon = <IconFileOff size={24} stroke={1.5} />
  return (
    <EmptyState isPage isCertain={false} icon={icon} title={t('screen.missingTitle')} actions={wayOn}>
      {t('screen.missingText')}
    </EmptyState>
  )
}

function Opening() {
  const t = useText('documents')
  return (
    <div className={classes.opening} role="status" aria-label={t('screen.opening')}>
      <Skeleton height={36} width="60%" />
      <Skeleton height={14} mt="xl" />
      <Skeleton height={14} mt="sm" />
      <Skeleton height={14} mt="sm" width="70%" />
    </div>
  )
}

interface BoundProps {
  document: OpenDocument
  replica: Replica
  doc: Y.Doc
  awareness: Awareness
  history: ContentHistory | undefined
}

function Bound({ document, replica, doc, awareness, history }: BoundProps) {
  const canWrite = useCanWrite(document.id)
  // A rebuilt replica is another object and needs another editor.
  const { guard, copy } = useMemo(
    () => ({
      guard: guardContent(doc, hasContent(replica) ? replica.content() : []),
      copy: canWrite ? undefined : openReadingCopy(replica, doc),
    }),
    [doc, replica, canWrite],
  )
  const isUnknown = useSyncExternalStore(guard.subscribe, guard.isUnknown)
  useSyncExternalStore(copy?.subscribe ?? nothingToFollow, () => copy)
  const shown = copy?.doc ?? doc
  const mayWrite = canWrite && !document.isTrashed && !isUnknown
  const waiting = useQuery(waitingProposals)
  const proposals = useMemo(() => hunkProposals(waiting, document.id), [waiting, document.id])
  const notice = <Notice document={document} canWrite={canWrite} isUnknown={isUnknown} />
  if (isUnknown) return <NewerDocument document={document} replica={replica} notice={notice} />
  return (
    <DocumentBody
      key={shown.guid}
      document={document}
      doc={shown}
      awareness={awareness}
      history={copy ? undefined : history}
      guard={guard}
      canWrite={mayWrite}
      proposals={mayWrite && hasContent(replica) ? { replica, proposals } : undefined}
      notice={notice}
    />
  )
}

const nothingToFollow = () => () => undefined

interface NoticeProps {
  document: OpenDocument
  canWrite: boolean
  isUnknown: boolean
}

function Notice({ document, canWrite, isUnknown }: NoticeProps) {
  const t = useText('documents')
  const run = useRun()
  const workspace = useWorkspace()
  const [isAsked, setAsked] = useState(false)
  if (isUnknown) return <Alert className={classes.notice} color="yellow" title={t('screen.newer')} />
  if (document.isTrashed) {
    const restore = () => {
      setAsked(true)
      void run(restoreDocument, { id: document.id }).finally(() => setAsked(false))
    }
    return (
      <Alert className={classes.notice} color="gray">
        <span className={classes.row}>
          {t('screen.trashed')}
          {canWrite && (
            <Button size="compact-sm" variant="default" loading={isAsked} onClick={restore}>
              {t('screen.restore')}
            </Button>
          )}
        </span>
      </Alert>
    )
  }
  // Where nothing of the workspace can be changed, that is said above the screen.
  if (!canWrite && workspace.canWrite) {
    return (
      <Alert className={classes.notice} color="gray">
        {t('screen.readOnly')}
      </Alert>
    )
  }
  return null
}
