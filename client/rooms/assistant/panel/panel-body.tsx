import { Button } from '@mantine/core'
import {
  IconCalendarRepeat,
  IconEraser,
  IconLayoutSidebarRight,
  IconPictureInPicture,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { AnswersProvider } from '../../use-answer.tsx'
import { Help } from '../replies/help.tsx'
import { ReplyView } from '../replies/reply-view.tsx'
import type { ScheduleDraft } from '../schedules/schedule-dialog.tsx'
import type { Conversation, Turn } from '../use-conversation.ts'
import type { Here } from '../use-here.ts'
import type { PanelMode } from './assistant-panel.tsx'
import { Composer } from './composer.tsx'
import { EngineChoice } from './engine-choice.tsx'
import { type EngineChoiceState, useEngineChoice } from './use-engine-choice.ts'
import classes from './assistant-panel.module.css'

const ScheduleDialog = lazy(async () => ({
  default: (await import('../schedules/schedule-dialog.tsx')).LoneScheduleDialog,
}))
const AskedView = lazy(async () => ({ default: (await import('../asked/asked-view.tsx')).AskedView }))

export interface PanelBodyProps {
  conversation: Conversation
  here: Here | undefined
  dropHere: () => void
  hide: () => void
  mode: PanelMode
}

export function PanelBody(props: PanelBodyProps) {
  const { id, isLocal } = useWorkspace()
  if (isLocal) return <Body {...props} choice={undefined} />
  return (
    <AnswersProvider key={id}>
      <Chosen {...props} />
    </AnswersProvider>
  )
}

function Chosen(props: PanelBodyProps) {
  const choice = useEngineChoice()
  return <Body {...props} choice={choice} />
}

interface BodyProps extends PanelBodyProps {
  /** undefined: there is nobody but this device. */
  choice: EngineChoiceState | undefined
}

function Body({ conversation, here, dropHere, hide, mode, choice }: BodyProps) {
  const t = useText('assistant')
  const { turns, clear } = conversation
  const [scheduled, schedule] = useState<ScheduleDraft>()
  const ask = (text: string) => conversation.ask(text, here?.id)
  const agent = choice?.engine.kind === 'agent' ? choice.engine.agent : undefined
  const hasAgent = choice !== undefined && choice.agents.length > 0
  const askAgent = hasAgent ? (text: string) => void conversation.askAgent(text, here?.id, agent) : undefined
  const send = choice?.engine.kind === 'agent' && askAgent ? askAgent : ask
  return (
    <>
      <Head mode={mode} hide={hide} clear={turns.length > 0 ? clear : undefined}>
        <EngineChoice choice={choice} />
      </Head>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <div className={classes.log} role="log" aria-live="polite" aria-label={t('panel.conversation')} tabIndex={0}>
        {turns.length === 0 ? (
          <div className={classes.welcome}>
            <h3 className={classes.welcomeTitle}>{t('panel.welcome')}</h3>
            <Help ask={ask} />
          </div>
        ) : (
          turns.map((turn, index) => (
            <TurnView
              key={turn.at}
              turn={turn}
              isLast={index === turns.length - 1}
              ask={ask}
              askAgent={askAgent}
              schedule={hasAgent ? () => schedule({ text: turn.text, agent: turn.asked?.agent }) : undefined}
            />
          ))
        )}
      </div>
      <Composer ask={send} here={here} dropHere={dropHere} />
      {scheduled && (
        <Suspense>
          <ScheduleDialog given={scheduled} close={() => schedule(undefined)} />
        </Suspense>
      )}
    </>
  )
}

interface HeadProps {
  mode: PanelMode
  hide: () => void
  clear: (() => void) | undefined
  children: ReactNode
}

function Head({ mode, hide, clear, children }: HeadProps) {
  const t = useText('assistant')
  const DockIcon = mode.isDocked ? IconPictureInPicture : IconLayoutSidebarRight
  return (
    <header className={classes.head}>
      <div className={classes.titles}>
        <h2 className={classes.title}>{t('label')}</h2>
        {children}
      </div>
      {clear && (
        <IconButton label={t('panel.clear')} onClick={clear}>
          <IconEraser size={18} stroke={1.6} />
        </IconButton>
      )}
      <SchedulesLink hide={mode.isDocked ? undefined : hide} />
      {mode.isDocked !== undefined && (
        <IconButton label={t(mode.isDocked ? 'panel.float' : 'panel.dock')} onClick={mode.toggle}>
          <DockIcon size={18} stroke={1.6} />
        </IconButton>
      )}
      <IconButton label={t('panel.close')} combo="mod+j" onClick={hide}>
        <IconX size={18} stroke={1.6} />
      </IconButton>
    </header>
  )
}

/** `hide`: where the panel covers what is opened. */
function SchedulesLink({ hide }: { hide: (() => void) | undefined }) {
  const t = useText('assistant')
  const { id } = useWorkspace()
  const navigate = useNavigate()
  const open = () => {
    hide?.()
    void navigate({ to: `/w/${id}/assistant/schedules` })
  }
  return (
    <IconButton label={t('schedules')} onClick={open}>
      <IconCalendarRepeat size={18} stroke={1.6} />
    </IconButton>
  )
}

/** Brings what was just asked to the top of what is seen. Only the conversation scrolls: `scrollIntoView` would move the panel, too. */
function intoView(node: HTMLElement | null): void {
  const log = node?.parentElement
  if (node && log) log.scrollTop += node.getBoundingClientRect().top - log.getBoundingClientRect().top - gapAbove
}

const gapAbove = 8

interface TurnProps {
  turn: Turn
  isLast: boolean
  ask: (text: string) => void
  askAgent: ((text: string) => void) | undefined
  /** Has it asked again and again; undefined: there is nobody who would. */
  schedule: (() => void) | undefined
}

function TurnView({ turn, isLast, ask, askAgent, schedule }: TurnProps) {
  const t = useText('assistant')
  return (
    <article className={classes.turn} ref={isLast ? intoView : undefined}>
      {turn.asked ? (
        <Suspense>
          <AskedView turn={turn} />
        </Suspense>
      ) : (
        <>
          <p className={classes.said}>{turn.text}</p>
          <ReplyView turn={turn} ask={ask} askAgent={askAgent} />
        </>
      )}
      {isLast && schedule && (
        <div className={classes.again}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconCalendarRepeat size={14} stroke={1.75} aria-hidden />}
            onClick={schedule}
          >
            {t('panel.askEvery')}
          </Button>
        </div>
      )}
    </article>
  )
}
