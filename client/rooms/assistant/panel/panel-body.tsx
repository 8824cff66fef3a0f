import { Button } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import {
  IconArrowDown,
  IconCalendarRepeat,
  IconEraser,
  IconLayoutSidebarRight,
  IconPictureInPicture,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import {
  type KeyboardEvent,
  lazy,
  memo,
  type ReactNode,
  type RefObject,
  Suspense,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { AskableAgent } from '#shared/protocol/rest-agents.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { AnswersProvider } from '../../use-answer.tsx'
import { Byline } from '../replies/byline.tsx'
import { Help } from '../replies/help.tsx'
import { ReplyView } from '../replies/reply-view.tsx'
import type { ScheduleDraft } from '../schedules/schedule-dialog.tsx'
import type { Conversation, Turn } from '../use-conversation.ts'
import type { Here } from '../use-here.ts'
import type { PanelMode } from './assistant-panel.tsx'
import { Composer, type Draft } from './composer.tsx'
import { EndFollower } from './end-follower.ts'
import { EngineChoice } from './engine-choice.tsx'
import { EarlierTurns, useShownTurns } from './shown-turns.tsx'
import { type EngineChoiceState, useEngineChoice } from './use-engine-choice.ts'
import classes from './assistant-panel.module.css'

const ScheduleDialog = lazy(async () => ({
  default: (await import('../schedules/schedule-dialog.tsx')).LoneScheduleDialog,
}))
const AskedView = lazy(async () => ({ default: (await import('../asked/asked-view.tsx')).AskedView }))

export interface PanelBodyProps {
  conversation: Conversation
  draft: Draft
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

function Body({ conversation, draft, here, dropHere, hide, mode, choice }: BodyProps) {
  const t = useText('assistant')
  const { turns, clear } = conversation
  const shownTurns = useShownTurns(turns)
  const [scheduled, schedule] = useState<ScheduleDraft>()
  const [end] = useState(() => new EndFollower())
  // What turns are given stays the same, so that they are not all drawn again with each piece of what comes.
  const ask = useCallbackRef((text: string) => conversation.ask(text, here?.id))
  const agent = choice?.engine.kind === 'agent' ? choice.engine.agent : undefined
  const hasAgent = choice !== undefined && choice.agents.length > 0
  const askOne = useCallbackRef((text: string) => void conversation.askAgent(text, here?.id, agent))
  const askAgent = hasAgent ? askOne : undefined
  const send = choice?.engine.kind === 'agent' && askAgent ? askAgent : ask
  return (
    <>
      <Head mode={mode} hide={hide} clear={turns.length > 0 ? clear : undefined}>
        <EngineChoice choice={choice} />
      </Head>
      <Log end={end}>
        <EarlierTurns {...shownTurns} />
        {turns.length === 0 ? (
          <div className={classes.welcome}>
            <h3 className={classes.welcomeTitle}>{t('panel.welcome')}</h3>
            <Help ask={ask} />
          </div>
        ) : (
          shownTurns.shown.map((turn, index) => (
            <TurnView
              key={turn.at}
              turn={turn}
              isNews={index >= shownTurns.brought}
              show={turn === turns.at(-1) ? end.show : undefined}
              ask={ask}
              askAgent={askAgent}
              agents={choice?.agents}
              schedule={hasAgent && turn === turns.at(-1) ? schedule : undefined}
            />
          ))
        )}
      </Log>
      <Composer ask={send} draft={draft} here={here} dropHere={dropHere} />
      {scheduled && (
        <Suspense>
          <ScheduleDialog given={scheduled} close={() => schedule(undefined)} />
        </Suspense>
      )}
    </>
  )
}

/** What was said. Of an answer that is still coming nothing is read out: see `AskedView`. */
function Log({ end, children }: { end: EndFollower; children: ReactNode }) {
  const t = useText('assistant')
  const log = useRef<HTMLDivElement>(null)
  const [hold] = useState(() => (node: HTMLDivElement | null) => {
    log.current = node
    return end.hold(node)
  })
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <div
        ref={hold}
        className={classes.log}
        role="log"
        aria-live="polite"
        aria-label={t('panel.conversation')}
        tabIndex={0}
        onKeyDown={toBeginning}
      >
        <div className={classes.turns}>{children}</div>
      </div>
      <ToNewest end={end} log={log} />
    </>
  )
}

/** Home shows the beginning; the next Tab goes to what stands there, and not to what stood below the focus. */
function toBeginning({ key, target, currentTarget }: KeyboardEvent<HTMLElement>) {
  if (key !== 'Home' || (target instanceof HTMLElement && target.matches(ownHome))) return
  currentTarget.focus({ preventScroll: true })
}

/** In these the key has a meaning of its own. */
const ownHome = 'input, textarea, [role="menuitem"], [contenteditable]'

function ToNewest({ end, log }: { end: EndFollower; log: RefObject<HTMLDivElement | null> }) {
  const t = useText('assistant')
  const isAtEnd = useSyncExternalStore(end.subscribe, end.isAtEnd)
  if (isAtEnd) return null
  const go = () => {
    end.toEnd()
    log.current?.focus({ preventScroll: true })
  }
  return (
    <div className={classes.newest}>
      <Button
        size="compact-sm"
        radius="xl"
        variant="default"
        leftSection={<IconArrowDown size={14} stroke={1.75} aria-hidden />}
        aria-label={t('panel.toNewest')}
        onClick={go}
      >
        {t('panel.newest')}
      </Button>
    </div>
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

interface TurnProps {
  turn: Turn
  /** What comes to it is read out. */
  isNews: boolean
  /** Of the latest: brings it into sight. */
  show: EndFollower['show'] | undefined
  ask: (text: string) => void
  askAgent: ((text: string) => void) | undefined
  /** Who may be asked; undefined: there is nobody but this device. */
  agents: readonly AskableAgent[] | undefined
  /** Has it asked again and again; undefined: there is nobody who would, or something was asked since. */
  schedule: ((draft: ScheduleDraft) => void) | undefined
}

const TurnView = memo(function TurnView({ turn, isNews, show, ask, askAgent, agents, schedule }: TurnProps) {
  const t = useText('assistant')
  const name = useId()
  return (
    <article
      className={classes.turn}
      ref={show}
      tabIndex={-1}
      aria-labelledby={name}
      {...(!isNews && { 'aria-live': 'off' })}
    >
      {turn.asked ? (
        <Suspense>
          <AskedView turn={turn} nameId={name} agents={agents ?? nobody} askAgent={askAgent} />
        </Suspense>
      ) : (
        <>
          <p id={name} className={classes.said}>
            {turn.text}
          </p>
          <div className={classes.reply}>
            {agents && <Byline>{t('panel.device')}</Byline>}
            <ReplyView turn={turn} ask={ask} askAgent={askAgent} />
          </div>
        </>
      )}
      {schedule && (
        <div className={classes.again}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconCalendarRepeat size={14} stroke={1.75} aria-hidden />}
            onClick={() => schedule({ text: turn.text, agent: turn.asked?.agent })}
          >
            {t('panel.askEvery')}
          </Button>
        </div>
      )}
    </article>
  )
})

const nobody: readonly AskableAgent[] = []
