import { useLocalStorage } from '@mantine/hooks'
import type { Editor } from '@tiptap/core'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { RoomText } from '#client/ui/i18n.tsx'
import { openCardPlaces } from '../proposals/card-places.ts'
import { messages } from './ask-messages.ts'
import { AskedCard } from './asked-card.tsx'
import type { AskedHere } from './asked-in.ts'
import { blocksIn } from './asked-place.ts'

export interface AskedCardsProps {
  editor: Editor
  replica: ContentReplica
  asked: readonly AskedHere[]
}

/** What a model was asked in this text: a card below each place says what becomes of it, also after a reload. */
export function AskedCards(props: AskedCardsProps) {
  return (
    <RoomText room="documentAsk" messages={messages}>
      <Cards {...props} />
    </RoomText>
  )
}

const dayMs = 86_400_000
const maxDismissed = 100

function Cards({ editor, replica, asked }: AskedCardsProps) {
  const [openedAt] = useState(() => Date.now())
  const [dismissed, setDismissed] = useLocalStorage<readonly string[]>({
    key: 'nexus.documents.dismissed',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const isOld = ({ question: { state, answeredAt } }: AskedHere) =>
    (state === 'answered' || state === 'failed') && (answeredAt ?? 0) < openedAt - dayMs
  const shown = asked.filter((each) => !dismissed.includes(each.question.id) && !isOld(each))
  // What a question says changes often; where it stands does not.
  const key = JSON.stringify(shown.map(({ question: { id, place } }) => [id, place]))
  const places = usePlaces(editor, replica, key)
  return shown.map((each) => {
    const { id, askedAt } = each.question
    const place = places.find((one) => one.id === id)
    const dismiss = () => setDismissed([...dismissed, id].slice(-maxDismissed))
    const card = (
      <AskedCard key={id} asked={each} isNew={askedAt > openedAt} isMoved={place === undefined} dismiss={dismiss} />
    )
    return place ? createPortal(card, place.card, id) : card
  })
}

function usePlaces(editor: Editor, replica: ContentReplica, key: string) {
  const store = useMemo(() => openCardPlaces(editor, replica, 'asked'), [editor, replica])
  const follow = useMemo(() => {
    const placed = JSON.parse(key) as readonly (readonly [id: string, place: string])[]
    return store.follow(placed.map(([id, place]) => ({ id, placeIn: blocksIn(place) })))
  }, [store, key])
  return useSyncExternalStore(follow, store.places)
}
