import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { PartBoundary } from '#client/ui/part-boundary.tsx'
import { type FromWordsHandle, type FromWordsProps } from './client-room.ts'
import { useRoomList } from './room-list.ts'

/** Below a field of words: what other rooms would make of them. Nothing for most words. */
export function FromWords(props: FromWordsProps) {
  const rooms = useRoomList()
  const Offer = rooms.find(({ fromWords }) => fromWords)?.fromWords
  if (!Offer || props.text.trim() === '') return null
  return (
    <PartBoundary>
      <Offer {...props} />
    </PartBoundary>
  )
}

/** The keys of a field with such an offer: Ctrl/Cmd+Enter takes it, Escape leaves the words as they are. */
export function useFromWordsKeys(): {
  handle: RefObject<FromWordsHandle | null>
  /** True: the key was for the offer. */
  takeKey: (event: KeyboardEvent) => boolean
} {
  const handle = useRef<FromWordsHandle>(null)
  const takeKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return false
    const isTake = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    const isTaken = isTake ? handle.current?.take() : event.key === 'Escape' && handle.current?.leaveAll()
    if (isTaken !== true) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { handle, takeKey }
}
