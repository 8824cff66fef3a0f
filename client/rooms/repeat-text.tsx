import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './repeat-messages.ts'

/** Gives what stands in it the words of `useRepeatWords`. */
export function RepeatText({ children }: { children: ReactNode }) {
  return (
    <RoomText room="repeatWords" messages={messages}>
      {children}
    </RoomText>
  )
}
