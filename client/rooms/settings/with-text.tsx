import type { ComponentType } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'

/** A screen together with the strings of the settings. */
export function withText(Screen: ComponentType): ComponentType {
  return function ScreenWithText() {
    return (
      <RoomText room="settings" messages={messages}>
        <Screen />
      </RoomText>
    )
  }
}
