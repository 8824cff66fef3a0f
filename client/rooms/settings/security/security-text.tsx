import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

export function SecurityText({ children }: { children: ReactNode }) {
  return (
    <RoomText room="security" messages={messages}>
      {children}
    </RoomText>
  )
}
