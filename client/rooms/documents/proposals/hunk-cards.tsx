import { Button } from '@mantine/core'
import type { Editor } from '@tiptap/react'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { usePeople, useRun } from '#client/replica/index.ts'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { markedContent } from '../history/marked-content.ts'
import { MarkedText } from '../history/marked-text.tsx'
import { openHunkPlaces } from './hunk-places.ts'
import type { HunkProposal } from './hunk-proposals.ts'
import { messages } from './messages.ts'
import classes from './hunk-cards.module.css'

export interface HunkCardsProps {
  editor: Editor
  replica: ContentReplica
  proposals: readonly HunkProposal[]
}

/** What agents propose to write here: a card below each stretch, and above the text how many there are. */
export function HunkCards(props: HunkCardsProps) {
  return (
    <RoomText room="proposals" messages={messages}>
      <Cards {...props} />
    </RoomText>
  )
}

function Cards({ editor, replica, proposals }: HunkCardsProps) {
  const store = useMemo(() => openHunkPlaces(editor, replica, proposals), [editor, replica, proposals])
  const places = useSyncExternalStore(store.subscribe, store.places)
  const placed = proposals.filter(({ id }) => places.some((place) => place.id === id))
  const lost = proposals.filter((proposal) => !placed.includes(proposal))
  return (
    <>
      <Sum placed={placed} lost={lost} />
      {placed.map((proposal) => {
        const card = places.find(({ id }) => id === proposal.id)?.card
        return card && createPortal(<HunkCard proposal={proposal} />, card, proposal.id)
      })}
    </>
  )
}

function HunkCard({ proposal: { id, hunk, by, reason } }: { proposal: HunkProposal }) {
  const t = useText('proposals')
  const { nameOf } = usePeople()
  const { accept, reject, isBusy } = useDecisions()
  const kind = hunk.before.length === 0 ? 'add' : hunk.after.length === 0 ? 'remove' : 'change'
  return (
    <section className={classes.card} aria-label={t('label')}>
      <header className={classes.head}>
        <span className={classes.kind}>{t(kind)}</span>
        <span className={classes.by}>
          {by?.startsWith('agent:') ? t('byAgent') : by && t('by', { name: nameOf(by) })}
        </span>
      </header>
      <MarkedText nodes={markedContent(hunk.before, hunk.after).nodes} label={t('label')} />
      {reason && <p className={classes.by}>{reason}</p>}
      <div className={classes.buttons}>
        <Button size="compact-sm" loading={isBusy} onClick={() => void accept([id])}>
          {t('accept')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void reject([id])}>
          {t('reject')}
        </Button>
      </div>
    </section>
  )
}

/** Above the text: all at once, and what does not fit any more. */
function Sum({ placed, lost }: { placed: readonly HunkProposal[]; lost: readonly HunkProposal[] }) {
  const t = useText('proposals')
  const { accept, reject, isBusy } = useDecisions()
  const ids = (of: readonly HunkProposal[]) => of.map(({ id }) => id)
  return (
    <>
      {placed.length > 0 && (
        <div className={classes.sum}>
          <span className={classes.words}>{t('waiting', { count: placed.length })}</span>
          <Button size="compact-sm" loading={isBusy} onClick={() => void accept(ids(placed))}>
            {t('acceptAll')}
          </Button>
          <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void reject(ids(placed))}>
            {t('rejectAll')}
          </Button>
        </div>
      )}
      {lost.length > 0 && (
        <div className={classes.sum}>
          <span className={classes.words}>{t('moved', { count: lost.length })}</span>
          <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void reject(ids(lost))}>
            {t('dismiss')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Each is one step of undo. */
function useDecisions() {
  const t = useText('proposals')
  const run = useRun()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    let failed = 0
    for (const id of ids) {
      const outcome = await run(decisions[answer], { id }, { quiet: true, undoLabel: t(`${answer}Step`) })
      if (!outcome.ok) failed += 1
    }
    setBusy(false)
    if (failed > 0) announce(t('failed'), { tone: 'problem' })
  }
  return {
    isBusy,
    accept: (ids: readonly ReplicaId[]) => decide(ids, 'accept'),
    reject: (ids: readonly ReplicaId[]) => decide(ids, 'reject'),
  }
}
