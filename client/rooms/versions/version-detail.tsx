import { SegmentedControl, Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import type { HistoryChange } from '#client/replica/history/history-calls.ts'
import { type CopyGiven, type CopyState, useCopy } from '#client/replica/history/use-copy.ts'
import { useBlobs, useEngine } from '#client/replica/index.ts'
import type { VersionView } from '#client/rooms/client-room.ts'
import { useRoomList } from '#client/rooms/room-list.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { PartBoundary } from '#client/ui/part-boundary.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import type { Entry } from './entries.ts'
import { useMoments } from './use-moments.ts'
import { VersionActions } from './version-actions.tsx'
import classes from './version-detail.module.css'

export interface VersionDetailProps {
  type: AnyReplicaType
  of: ReplicaId
  entry: Entry
  changes: readonly HistoryChange[]
  /** Back to the list, on a phone. */
  leave: () => void
}

/** changes: against the version before · plain: as it was · since: what is now, against it. */
type Look = 'changes' | 'plain' | 'since'
const looks: readonly Look[] = ['changes', 'plain', 'since']

export function VersionDetail({ type, of, entry, changes, leave }: VersionDetailProps) {
  const t = useText('versions')
  const [wanted, setLook] = useState<Look>('changes')
  const look = entry.isNow && wanted === 'since' ? 'changes' : wanted
  const copies = useCopies({ type, of, entry, changes })
  const then = useCopy(copies.then)
  const other = useCopy(look === 'changes' ? copies.before : look === 'since' ? copies.now : undefined)
  return (
    <section className={classes.detail} aria-label={t('version')}>
      <Head entry={entry} leave={leave} />
      <div className={classes.tools}>
        <SegmentedControl
          size="sm"
          aria-label={t('look')}
          value={look}
          onChange={(next) => setLook(next as Look)}
          data={looks
            .filter((each) => each !== 'since' || !entry.isNow)
            .map((each) => ({ value: each, label: t(`looks.${each}`) }))}
        />
        {then.status === 'open' && <VersionActions entry={entry} of={of} copy={then.replica} />}
      </div>
      <div className={classes.scroll} data-scroll tabIndex={0} role="region" aria-label={t(`says.${look}`)}>
        <Shown type={type} look={look} then={then} other={other} />
      </div>
    </section>
  )
}

function Head({ entry, leave }: Pick<VersionDetailProps, 'entry' | 'leave'>) {
  const t = useText('versions')
  const engine = useEngine()
  const isPhone = useIsPhone()
  const { momentOf } = useMoments()
  const names = entry.authors.map((author) => engine.nameOf(author))
  return (
    <div className={classes.head}>
      {isPhone && (
        <IconButton ref={takeFocus} label={t('back')} size="lg" onClick={leave}>
          <IconArrowLeft size={20} stroke={1.75} />
        </IconButton>
      )}
      <div className={classes.words}>
        <h2 className={classes.moment}>{entry.named ? entry.named.value.name : momentOf(entry)}</h2>
        <p className={classes.by}>
          {entry.named && `${momentOf(entry)} · `}
          {names.length > 0 ? names.join(', ') : t('earlierText')}
        </p>
      </div>
    </div>
  )
}

/** The list is gone, and with it what had the focus. */
function takeFocus(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true })
}

interface ShownProps {
  type: AnyReplicaType
  look: Look
  then: CopyState
  other: CopyState
}

function Shown({ type, look, then, other }: ShownProps) {
  const t = useText('versions')
  const view = useVersionView(type)
  if (then.status === 'missing' || other.status === 'missing' || !view) {
    return (
      <EmptyState isCertain title={t('missingTitle')}>
        {t('missingText')}
      </EmptyState>
    )
  }
  const pair = pairOf(look, then, other)
  if (!pair) return <Opening />
  return (
    <PartBoundary>
      <Suspense fallback={<Opening />}>
        <view.component key={look} {...pair} />
      </Suspense>
    </PartBoundary>
  )
}

function pairOf(
  look: Look,
  then: CopyState,
  other: CopyState,
): { shown: Replica; before: Replica | undefined } | undefined {
  if (then.status !== 'open') return undefined
  if (look === 'plain') return { shown: then.replica, before: undefined }
  if (other.status !== 'open') return undefined
  return look === 'changes'
    ? { shown: then.replica, before: other.replica }
    : { shown: other.replica, before: then.replica }
}

function Opening() {
  const t = useText('versions')
  return (
    <div role="status" aria-label={t('opening')}>
      <Skeleton height={24} width="50%" />
      <Skeleton height={14} mt="lg" />
      <Skeleton height={14} mt="sm" width="80%" />
    </div>
  )
}

function useVersionView(type: AnyReplicaType): VersionView | undefined {
  const rooms = useRoomList()
  return rooms.flatMap((room) => room.versions ?? []).find((view) => view.type.name === type.name)
}

/** The states that can be looked at; each is opened only when it is shown. */
function useCopies({ type, of, entry, changes }: Omit<VersionDetailProps, 'leave'>) {
  const blobs = useBlobs()
  const upTo = (end: number) => changes.slice(0, end).map(({ bytes }) => bytes)
  const at = (end: number): CopyGiven => ({
    type,
    id: of,
    key: `${of} ${end} ${changes[end - 1]?.id ?? ''}`,
    load: async () => upTo(end),
  })
  const blob = entry.named?.value.blob
  const then: CopyGiven = blob
    ? {
        type,
        id: of,
        key: `${of} ${blob}`,
        load: () => savedOr(blobs.get(blob as BlobHash), entry.end && upTo(entry.end)),
      }
    : at(entry.end ?? changes.length)
  return { then, before: at(entry.endBefore), now: at(changes.length) }
}

/** The saved state of a named version, or, where its file is not to be had, the changes that led to it. */
async function savedOr(
  saved: Promise<Blob | undefined>,
  changes: readonly Uint8Array[] | 0 | undefined,
): Promise<readonly Uint8Array[] | undefined> {
  const file = await saved.catch(() => undefined)
  return file ? [new Uint8Array(await file.arrayBuffer())] : changes || undefined
}
