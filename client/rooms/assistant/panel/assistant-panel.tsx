import { Modal } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { messages } from '../messages.ts'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { useConversation } from '../use-conversation.ts'
import { useHere } from '../use-here.ts'
import { PanelBody } from './panel-body.tsx'
import classes from './assistant-panel.module.css'

/** Beside everything on a desktop, over everything on a phone. What was said stays while it is closed. */
export function AssistantPanel() {
  const { isOpen, given, hide } = useOverlay<PanelGiven>(assistantPanel)
  const conversation = useConversation()
  const { here, drop } = useHere()
  const [asked, setAsked] = useState<PanelGiven>()
  // Whoever opens it with a question gets the answer with the panel.
  if (isOpen && given && given !== asked) {
    setAsked(given)
    if (given.asked) conversation.follow(given.asked)
    else conversation.ask(given.ask, here?.id)
  }
  return (
    <RoomText room="assistant" messages={messages}>
      <Shell isOpen={isOpen} hide={hide}>
        {(mode) => <PanelBody conversation={conversation} here={here} dropHere={drop} hide={hide} mode={mode} />}
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
  isOpen: boolean
  hide: () => void
  children: (mode: PanelMode) => ReactNode
}

function Shell({ isOpen, hide, children }: ShellProps) {
  const t = useText('assistant')
  const isPhone = useIsPhone()
  const [isDocked, setDocked] = useLocalStorage({
    key: 'nexus-assistant-docked',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const toggle = () => setDocked(!isDocked)
  if (isPhone) {
    return (
      <Modal
        opened={isOpen}
        onClose={hide}
        fullScreen
        withCloseButton={false}
        padding={0}
        attributes={{ content: { 'aria-label': t('label') } }}
        classNames={{ body: classes.phone ?? '', content: classes.phoneContent ?? '' }}
      >
        {children({ isDocked: undefined, toggle })}
      </Modal>
    )
  }
  if (!isOpen) return null
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    hide()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape anywhere in it closes it
    <aside className={classes.panel} data-docked={isDocked} aria-label={t('label')} data-own-keys onKeyDown={onKeyDown}>
      {children({ isDocked, toggle })}
    </aside>
  )
}
