import { useText } from '#client/ui/i18n.tsx'
import type { DeviceTurn } from '../use-conversation.ts'
import { ActionCards } from './action-card.tsx'
import { AlertList, BriefingView, NextList } from './advice.tsx'
import { AnswerView } from './answer-view.tsx'
import { Help } from './help.tsx'
import { Refusal } from './refusal.tsx'
import { ReadAsNote } from './read-as-note.tsx'
import { SeveralCard } from './several-card.tsx'
import { SinceUnknown, SinceView } from './since-view.tsx'
import { FactsView, FoundView, NamesView, ProgressView, UnclearName } from './told-view.tsx'
import classes from './replies.module.css'

export interface ReplyProps {
  turn: DeviceTurn
  /** undefined: there is no agent to be asked. */
  askAgent: ((text: string) => void) | undefined
  ask: (text: string) => void
}

/** What was replied, each kind in its own way. */
export function ReplyView({ turn, ask, askAgent }: ReplyProps) {
  const t = useText('assistant')
  const { reply } = turn
  switch (reply.kind) {
    case 'answer':
      return (
        <>
          {reply.readAs && <ReadAsNote readAs={reply.readAs} />}
          <AnswerView sentence={reply.sentence} answer={reply.answer} />
        </>
      )
    case 'found':
      return <FoundView reply={reply} />
    case 'facts':
      return <FactsView reply={reply} />
    case 'progress':
      return <ProgressView reply={reply} />
    case 'names':
      return <NamesView reply={reply} />
    case 'unclear-name':
      return <UnclearName reply={reply} />
    case 'several':
      return <SeveralCard turn={turn} actions={reply.actions} ask={ask} />
    case 'courtesy':
      return <p>{t(`courtesy.${reply.which}`)}</p>
    case 'by-hand':
      return <p>{t(`byHand.${reply.what}`)}</p>
    case 'action':
    case 'choice':
      return <ActionCards turn={turn} actions={reply.kind === 'action' ? [reply.action] : reply.actions} ask={ask} />
    case 'next':
      return (
        <div className={classes.reply}>
          <p>{t(reply.actions.length === 0 ? 'next.none' : 'next.some')}</p>
          <NextList actions={reply.actions} />
        </div>
      )
    case 'briefing':
      return <BriefingView parts={reply.parts} period={reply.period} />
    case 'alerts':
      return <AlertList alerts={reply.alerts} />
    case 'since':
      return <SinceView since={reply.since} />
    case 'since-unknown':
      return <SinceUnknown ask={ask} />
    case 'help':
      return <Help ask={ask} />
    default:
      return <Refusal reply={reply} ask={ask} askAgent={askAgent && (() => askAgent(turn.text))} />
  }
}
