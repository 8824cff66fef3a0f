import type { ReactNode } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { RepeatText } from '../../repeat-text.tsx'
import { messages } from './messages.ts'

/** Gives what stands in it the words of schedules and repetitions. */
export function ScheduleText({ children }: { children: ReactNode }) {
  return (
    <RoomText room="schedules" messages={messages}>
      <RepeatText>{children}</RepeatText>
    </RoomText>
  )
}
