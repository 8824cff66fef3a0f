import { IconEraser, IconLayoutSidebarRight, IconPictureInPicture, IconX } from '@tabler/icons-react'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Help } from '../replies/help.tsx'
import { ReplyView } from '../replies/reply-view.tsx'
import type { Conversation, Turn } from '../use-conversation.ts'
import type { Here } from '../use-here.ts'
import type { PanelMode } from './assistant-panel.tsx'
import { Composer } from './composer.tsx'
import classes from './assistant-panel.module.css'

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
  const ask = (text: string) => conversation.ask(text, here?.id)
  return (
    <>
      <Head mode={mode} hide={hide} clear={turns.length > 0 ? clear : undefined} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard */}
      <div className={classes.log} role="log" aria-live="polite" aria-label={t('panel.conversation')} tabIndex={0}>
        {turns.length === 0 ? (
          <div className={classes.welcome}>
            <h3 className={classes.welcomeTitle}>{t('panel.welcome')}</h3>
            <Help ask={ask} />
          </div>
        ) : (
          turns.map((turn, index) => (
            <TurnView key={turn.at} turn={turn} isLast={index === turns.length - 1} ask={ask} />
          ))
        )}
      </div>
      <Composer ask={ask} here={here} dropHere={dropHere} />
    </>
  )
}

function Head({ mode, hide, clear }: { mode: PanelMode; hide: () => void; clear: (() => void) | undefined }) {
  const t = useText('assistant')
  const DockIcon = mode.isDocked ? IconPictureInPicture : IconLayoutSidebarRight
  return (
    <header className={classes.head}>
      <div className={classes.titles}>
        <h2 className={classes.title}>{t('label')}</h2>
        <span className={classes.engine} data-tip={t('panel.engineHint')}>
          {t('panel.engine')}
        </span>
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

function TurnView({ turn, isLast, ask }: { turn: Turn; isLast: boolean; ask: (text: string) => void }) {
  return (
    <article className={classes.turn} ref={isLast ? intoView : undefined}>
      <p className={classes.said}>{turn.text}</p>
      <ReplyView turn={turn} ask={ask} />
    </article>
  )
}
