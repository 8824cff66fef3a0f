import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

/** Gives what stands in it the words of the editor and of what a text can hold. */
export function DocumentText({ children }: { children: ReactNode }) {
  return (
    <RoomText room="documents" messages={messages}>
      {children}
    </RoomText>
  )
}
