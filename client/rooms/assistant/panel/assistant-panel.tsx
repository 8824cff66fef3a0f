import { FocusTrap } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { useDraft } from '#client/replica/index.ts'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { messages } from '../messages.ts'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { useConversation } from '../use-conversation.ts'
import { useHere } from '../use-here.ts'
import { PanelBody } from './panel-body.tsx'
import classes from './assistant-panel.module.css'

/** Beside everything on a desktop, over everything on a phone. What was said stays while it is closed, and so does what was typed. */
export function AssistantPanel() {
  const { isOpen, given, hide } = useOverlay<PanelGiven>(assistantPanel)
  const conversation = useConversation()
  const { here, drop } = useHere()
  const [asked, setAsked] = useState<PanelGiven>()
  const draft = useDraft('assistant')
  // Whoever opens it with a question gets the answer with the panel.
  if (isOpen && given && given !== asked) {
    setAsked(given)
    if (given.asked) conversation.follow(given.asked)
    else conversation.ask(given.ask, here?.id)
  }
  if (!isOpen) return null
  return (
    <RoomText room="assistant" messages={messages}>
      <Shell hide={hide}>
        {(mode) => (
          <PanelBody conversation={conversation} draft={draft} here={here} dropHere={drop} hide={hide} mode={mode} />
        )}
      </Shell>
    </RoomText>
  )
}

export interface PanelMode {
  /** undefined: there is only one way, as on a phone. */
  readonly isDocked: boolean | undefined
  toggle(): void
}

interface ShellProps {
  hide: () => void
  children: (mode: PanelMode) => ReactNode
}

/** One element in either layout: another one would forget what is open in it when a tablet is turned. */
function Shell({ hide, children }: ShellProps) {
  const t = useText('assistant')
  const isPhone = useIsPhone()
  const [isDocked, setDocked] = useLocalStorage({
    key: 'nexus-assistant-docked',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    hide()
  }
  return (
    <FocusTrap active={isPhone}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape anywhere in it closes it */}
      <aside
        className={classes.panel}
        data-docked={isDocked && !isPhone}
        data-phone={isPhone || undefined}
        aria-label={t('label')}
        {...(isPhone && { role: 'dialog', 'aria-modal': true })}
        data-own-keys
        onKeyDown={onKeyDown}
      >
        {children({ isDocked: isPhone ? undefined : isDocked, toggle: () => setDocked(!isDocked) })}
      </aside>
    </FocusTrap>
  )
}
