import { IconEraser, IconLayoutSidebarRight, IconPictureInPicture, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Help } from '../replies/help.tsx'
import { ReplyView } from '../replies/reply-view.tsx'
import type { Conversation, Turn } from '../use-conversation.ts'
import type { Here } from '../use-here.ts'
import type { PanelMode } from './assistant-panel.tsx'
import { Composer } from './composer.tsx'
import { EngineChoice, useEngineChoice } from './engine-choice.tsx'
import classes from './assistant-panel.module.css'

const AskedView = lazy(async () => ({ default: (await import('../asked/asked-view.tsx')).AskedView }))

export interface PanelBodyProps {
  conversation: Conversation
  here: Here | undefined
  dropHere: () => void
  hide: () => void
  mode: PanelMode
}

export function PanelBody({ conversation, here, dropHere, hide, mode }: PanelBodyProps) {
  const t = useText('assistant')
  const { turns, clear } = conversation
  const { isLocal } = useWorkspace()
  const [engine, setEngine] = useEngineChoice(isLocal)
  const ask = (text: string) => conversation.ask(text, here?.id)
  const askAgent = isLocal ? undefined : (text: string) => void conversation.askAgent(text, here?.id)
  const send = engine === 'agent' && askAgent ? askAgent : ask
  return (
    <>
      <Head mode={mode} hide={hide} clear={turns.length > 0 ? clear : undefined}>
        <EngineChoice engine={engine} setEngine={setEngine} hasAgent={!isLocal} />
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
            <TurnView key={turn.at} turn={turn} isLast={index === turns.length - 1} ask={ask} askAgent={askAgent} />
          ))
        )}
      </div>
      <Composer ask={send} here={here} dropHere={dropHere} />
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
}

function TurnView({ turn, isLast, ask, askAgent }: TurnProps) {
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
    </article>
  )
}
