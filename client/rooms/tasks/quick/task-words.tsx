import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { RepeatText } from '../../repeat-text.tsx'
import { messages } from './messages.ts'

/** Gives what stands in it the words for repetitions and understood parts. */
export function TaskWords({ children }: { children: ReactNode }) {
  return (
    <RoomText room="taskWords" messages={messages}>
      <RepeatText>{children}</RepeatText>
    </RoomText>
  )
}
