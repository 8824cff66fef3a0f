import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

/** Gives what stands in it the words for tasks that wait. */
export function WaitingText({ children }: { children: ReactNode }) {
  return (
    <RoomText room="taskWaiting" messages={messages}>
      {children}
    </RoomText>
  )
}
