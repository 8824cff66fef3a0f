import type { Reply } from '#shared/assistant/engine/reply.ts'
import { Button } from '@mantine/core'
import { type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { Suggestions } from './suggestions.tsx'
import classes from './replies.module.css'

type Refused = Extract<
  Reply,
  {
    kind:
      | 'no-target'
      | 'no-thing'
      | 'no-person'
      | 'no-words'
      | 'time-unread'
      | 'too-many'
      | 'needs-model'
      | 'not-understood'
      | 'not-recorded'
  }
>

const instead = [{ text: 'What can you do?' }, { text: 'What should I do next?' }] as const

interface RefusalProps {
  reply: Refused
  ask: (text: string) => void
  /** The same words, of an agent; undefined: there is none. */
  askAgent: (() => void) | undefined
}

/** Says what it could not do, and why: never an answer to half of a question. */
export function Refusal({ reply, ask, askAgent }: RefusalProps) {
  const t = useText('assistant')
  const format = useFormatter()
  const others = reply.kind === 'not-understood' ? (reply.instead ?? []) : []
  const listed = (words: readonly string[]) => format.list(words.map((word) => `“${word}”`))
  return (
    <div className={classes.reply}>
      <p>{sentenceOf(reply, t, listed)}</p>
      {askAgent && reply.kind !== 'no-words' && (
        <Button size="compact-sm" variant="light" onClick={askAgent}>
          {t('asked.askAgent')}
        </Button>
      )}
      {reply.kind !== 'no-words' && (
        <>
          <p className={classes.quiet}>{t(others.length > 0 ? 'refusal.instead' : 'refusal.try')}</p>
          <Suggestions texts={others.length > 0 ? others : instead} ask={ask} />
        </>
      )}
    </div>
  )
}

function sentenceOf(reply: Refused, t: Text<'assistant'>, listed: (words: readonly string[]) => string): string {
  switch (reply.kind) {
    case 'no-target':
      return t('refusal.noTarget', { words: reply.words })
    case 'no-thing':
      return t('refusal.noThing', { words: reply.words })
    case 'no-person':
      return t('refusal.noPerson', { words: reply.words })
    case 'no-words':
      return t('refusal.noWords')
    case 'too-many':
      return t('refusal.tooMany', { count: reply.count, most: reply.most })
    case 'time-unread':
      return t('refusal.time', { words: reply.words })
    case 'needs-model':
      return t('refusal.model')
    case 'not-understood':
      return reply.words.length > 0 ? t('refusal.words', { words: listed(reply.words) }) : t('refusal.unclear')
    case 'not-recorded':
      return reply.sentences.join(' ')
  }
}
