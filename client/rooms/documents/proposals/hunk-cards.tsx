import type { Editor } from '@tiptap/core'
import { useMemo, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { placeOfHunk } from '#shared/rooms/documents/index.ts'
import { RoomText } from '#client/ui/i18n.tsx'
import { openCardPlaces } from './card-places.ts'
import { cardSteps } from './card-steps.ts'
import { HunkCard } from './hunk-card.tsx'
import type { HunkProposal } from './hunk-proposals.ts'
import { HunkSum } from './hunk-sum.tsx'
import { LostHunk } from './lost-hunk.tsx'
import { messages } from './messages.ts'

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
  const store = useMemo(() => openCardPlaces(editor, replica, 'hunk'), [editor, replica])
  const follow = useMemo(() => {
    return store.follow(proposals.map(({ id, hunk }) => ({ id, placeIn: (text) => placeOfHunk(text, hunk) })))
  }, [store, proposals])
  const places = useSyncExternalStore(follow, store.places)
  const inOrder = places.toSorted((one, other) => one.from - other.from)
  const placed = inOrder.flatMap((place) => {
    const proposal = proposals.find(({ id }) => id === place.id)
    return proposal ? [{ proposal, place }] : []
  })
  const lost = proposals.filter(({ id }) => !places.some((place) => place.id === id))
  const steps = cardSteps(editor, inOrder)
  return (
    <>
      {lost.map((proposal) => (
        <LostHunk key={proposal.id} proposal={proposal} />
      ))}
      {placed.length > 0 && <HunkSum editor={editor} steps={steps} ids={placed.map(({ proposal: { id } }) => id)} />}
      {placed.map(({ proposal, place }, index) =>
        createPortal(
          <HunkCard proposal={proposal} index={index + 1} count={placed.length} steps={steps} />,
          place.card,
          proposal.id,
        ),
      )}
    </>
  )
}
