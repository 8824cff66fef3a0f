import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { createContext, type ReactNode, useCallback, useContext } from 'react'
import { useText } from './i18n.tsx'
import classes from './announce.module.css'

export interface AnnounceOptions {
  /** Offers to take back the step that was the last one at this moment. For after a command that ran. */
  undo?: boolean
  /** A button instead: `Open`. */
  action?: { label: string; run: () => void }
  /** `problem` stays until it is closed. */
  tone?: 'plain' | 'problem'
}

export type Announce = (message: ReactNode, options?: AnnounceOptions) => void

/** Answers what takes back the step that is the last one now. */
export type UndoOfLast = () => () => void

const UndoContext = createContext<UndoOfLast | undefined>(undefined)

/** What the Undo button of an announcement does. The design system knows no engine; the app tells it. */
export function AnnounceProvider({ undo, children }: { undo: UndoOfLast; children: ReactNode }) {
  return <UndoContext value={undo}>{children}</UndoContext>
}

/** A short message at the edge of the screen, read out by screen readers: `announce(t('trashed'), { undo: true })`. */
export function useAnnounce(): Announce {
  const t = useText('ui')
  const undo = useContext(UndoContext)
  return useCallback<Announce>(
    (message, { undo: wantsUndo, action, tone = 'plain' } = {}) => {
      const offered = action ?? (wantsUndo && undo ? { label: t('undo'), run: undo() } : undefined)
      const id = notifications.show({
        autoClose: tone === 'problem' ? false : offered ? 8_000 : 4_000,
        color: tone === 'problem' ? 'red' : 'gray',
        message: <Announcement message={message} offered={offered} close={() => notifications.hide(id)} />,
      })
    },
    [undo, t],
  )
}

interface AnnouncementProps {
  message: ReactNode
  offered: AnnounceOptions['action']
  close: () => void
}

function Announcement({ message, offered, close }: AnnouncementProps) {
  if (!offered) return message
  const act = () => {
    offered.run()
    close()
  }
  return (
    <span className={classes.announcement}>
      <span className={classes.words}>{message}</span>
      <Button size="compact-sm" variant="light" onClick={act}>
        {offered.label}
      </Button>
    </span>
  )
}
