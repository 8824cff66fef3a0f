import { Button, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { useNow } from 'use-intl'
import type { JobSummary, ScheduleSummary } from '#shared/protocol/rest-agents.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { useScheduleAct } from './use-schedule-act.ts'
import { useWhenWords } from './use-when-words.ts'
import classes from './schedules.module.css'

interface ScheduleRowProps {
  schedule: ScheduleSummary
  change: () => void
}

/** What is asked, when, and what came of it last. */
export function ScheduleRow({ schedule, change }: ScheduleRowProps) {
  const t = useText('schedules')
  const { act, isBusy } = useScheduleAct()
  const facts = useFacts(schedule)
  const { id, text, state, problem, lastRun } = schedule
  const isOff = state === 'off'
  return (
    <li className={classes.row} data-off={state !== 'waiting' || undefined}>
      <div className={classes.words}>
        <p className={classes.text}>{text}</p>
        <p className={classes.quiet}>{facts.join(' · ')}</p>
        {problem !== undefined && state === 'waiting' && <p className={classes.problem}>{problem}</p>}
        {lastRun && <LastRun text={text} run={lastRun} />}
      </div>
      <div className={classes.buttons}>
        {state !== 'over' && (
          <Button
            variant="default"
            size="compact-sm"
            loading={isBusy}
            aria-label={t(isOff ? 'switchOnOf' : 'switchOffOf', { text })}
            onClick={() => void act({ id, method: 'PATCH', body: { isEnabled: isOff } })}
          >
            {t(isOff ? 'switchOn' : 'switchOff')}
          </Button>
        )}
        <RowMenu schedule={schedule} change={change} />
      </div>
    </li>
  )
}

function RowMenu({ schedule: { id, text, state }, change }: ScheduleRowProps) {
  const t = useText('schedules')
  const confirm = useConfirm()
  const { act } = useScheduleAct()
  const end = async () => {
    const question = { title: t('endTitle'), body: t('endBody', { text }), confirmLabel: t('end'), danger: true }
    if (await confirm(question)) await act({ id, method: 'DELETE', said: t('ended') })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('more', { text })}>
          <IconDots size={16} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {state === 'waiting' && (
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={change}>
            {t('change')}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void end()}>
          {t('end')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function useFacts(schedule: ScheduleSummary): readonly string[] {
  const t = useText('schedules')
  const format = useFormatter()
  const whenWords = useWhenWords()
  const { agentName, state, dueAt, timeZone } = schedule
  const next = (at: number) =>
    t('next', {
      date: format.dateTime(new Date(at), { weekday: 'short', day: 'numeric', month: 'short' }),
      time: format.dateTime(new Date(at), { timeStyle: 'short' }),
    })
  return [
    whenWords(schedule, timeZone),
    ...(agentName === undefined ? [] : [t('asks', { agent: agentName })]),
    state === 'waiting' && dueAt !== undefined ? next(dueAt) : state === 'off' ? t('off') : t('over'),
  ]
}

/** The last time: whether there is an answer, and the way to it. */
function LastRun({ text, run }: { text: string; run: JobSummary }) {
  const t = useText('schedules')
  const panel = useOverlay<PanelGiven>(assistantPanel)
  const sentence = useRunWords(run)
  const { conversation, question } = run
  const show = (place: { conversation: ReplicaId; question: string }) => panel.show({ asked: { ...place, text } })
  return (
    <p className={classes.last}>
      <span className={run.problem === undefined ? classes.quiet : classes.problem}>{sentence}</span>
      {conversation !== undefined && question !== undefined && run.state !== 'cancelled' && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('showOf', { text })}
          onClick={() => show({ conversation, question })}
        >
          {t('show')}
        </Button>
      )}
    </p>
  )
}

function useRunWords({ state, problem, createdAt, endedAt }: JobSummary): string {
  const t = useText('schedules')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const when = format.relativeTime(new Date(endedAt ?? createdAt), now)
  if (problem !== undefined) return t('unanswered', { when, problem })
  if (state === 'done') return t('answered', { when })
  if (state === 'cancelled') return t('cancelled', { when })
  return state === 'failed' ? t('unanswered', { when, problem: t('noReason') }) : t('running')
}
