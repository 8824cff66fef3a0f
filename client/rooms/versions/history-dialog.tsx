import { Button, Modal } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { IconHistory, IconX } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import { type NamedVersion, versionsOfThing } from '#shared/rooms/versions/index.ts'
import type { ReplicaHistory } from '#client/replica/history/read-history.ts'
import { useHistory } from '#client/replica/history/use-history.ts'
import { useQuery, useRows } from '#client/replica/index.ts'
import { type OpenHistory, useShowHistory } from '#client/rooms/history-address.ts'
import { useThings } from '#client/rooms/things.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { entriesOf, entryWithKey } from './entries.ts'
import { messages } from './messages.ts'
import { Timeline } from './timeline.tsx'
import { AgentsOf } from './use-agents.tsx'
import { VersionDetail } from './version-detail.tsx'
import classes from './history-dialog.module.css'

/** Everything a thing has been: the versions at the side, the chosen one beside them. On a phone one after the other. */
export function HistoryDialog({ open }: { open: OpenHistory }) {
  return (
    <RoomText room="versions" messages={messages}>
      <Dialog open={open} />
    </RoomText>
  )
}

function Dialog({ open }: { open: OpenHistory }) {
  const t = useText('versions')
  const { hide } = useShowHistory()
  const title = useTitle(open.of)
  const type = typeOfReplica(open.of)
  const leaveBy = (event: Pick<globalThis.KeyboardEvent, 'key' | 'defaultPrevented' | 'preventDefault'>) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    hide()
  }
  // What had the focus may have gone with the version it was about.
  useWindowEvent('keydown', (event) => {
    if (event.target === document.body) leaveBy(event)
  })
  return (
    // Escape is heard inside, so that it closes only what lies on top of the other.
    <Modal.Root
      opened
      fullScreen
      onClose={hide}
      closeOnEscape={false}
      transitionProps={{ transition: 'fade', duration: 120 }}
    >
      <Modal.Content className={classes.content} aria-label={t('title', { title })} data-own-keys>
        <div
          className={classes.dialog}
          onKeyDown={(event) => {
            // Menus of the history lie elsewhere in the page and close themselves.
            if (event.currentTarget.contains(event.target as Node)) leaveBy(event)
          }}
        >
          <header className={classes.bar}>
            <IconHistory size={18} stroke={1.6} aria-hidden />
            <h1 className={classes.title}>{t('title', { title })}</h1>
            <IconButton label={t('close')} combo="escape" size="lg" onClick={hide}>
              <IconX size={18} stroke={1.75} />
            </IconButton>
          </header>
          {type ? (
            <AgentsOf of={open.of}>
              <HistoryOf type={type} open={open} />
            </AgentsOf>
          ) : (
            <EmptyState title={t('unknownTitle')}>{t('unknownText')}</EmptyState>
          )}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}

function useTitle(id: ReplicaId): string {
  const t = useText('versions')
  const things = useThings()
  const type = typeOfReplica(id)
  // Of things without a screen, and of those in the trash, the row still has a name.
  const value = useRows().get(type as AnyReplicaType, id)?.value as { title?: unknown } | undefined
  return things.titleOf(id) || (typeof value?.title === 'string' && value.title) || t('untitled')
}

function HistoryOf({ type, open }: { type: AnyReplicaType; open: OpenHistory }) {
  const t = useText('versions')
  const state = useHistory(type, open.of)
  const named = useQuery(versionsOfThing, open.of)
  if (state.status === 'reading') {
    return (
      <p className={classes.waiting} role="status">
        {t('reading', { count: state.count })}
      </p>
    )
  }
  if (state.status === 'failed') {
    const again = <Button onClick={state.tryAgain}>{t('tryAgain')}</Button>
    return (
      <EmptyState isCertain title={t('failedTitle')} actions={again}>
        {t('failedText')}
      </EmptyState>
    )
  }
  if (state.history.changes.length === 0) return <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
  return <Versions type={type} open={open} history={state.history} named={named} />
}

interface VersionsProps {
  type: AnyReplicaType
  open: OpenHistory
  history: ReplicaHistory
  named: readonly NamedVersion[]
}

function Versions({ type, open, history, named }: VersionsProps) {
  const t = useText('versions')
  const isPhone = useIsPhone()
  const { choose } = useShowHistory()
  const entries = useMemo(() => entriesOf(history, named), [history, named])
  // On a phone the list comes first; beside it there is room for the newest.
  const chosen = entryWithKey(entries, open.version) ?? (isPhone ? undefined : entries[0])
  return (
    <div className={classes.columns} data-chosen={chosen !== undefined || undefined}>
      {(!isPhone || !chosen) && (
        <div className={classes.side}>
          {history.reach === 'device' && (
            <p className={classes.notice} role="status">
              {t('offline')}
            </p>
          )}
          <Timeline
            entries={entries}
            chosen={chosen}
            choose={(entry) => choose(open.of, entry.key, { isStep: isPhone })}
          />
        </div>
      )}
      {chosen && (
        <VersionDetail
          key={chosen.key}
          {...{ type, entry: chosen, changes: history.changes, of: open.of }}
          leave={() => choose(open.of, undefined)}
        />
      )}
    </div>
  )
}
