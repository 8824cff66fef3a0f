import { Button, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { assistantCommands, oneConversation, type Question } from '#shared/rooms/assistant/index.ts'
import type { BlobHash } from '#shared/kit/ids.ts'
import { openAnswerStream } from '#client/platform/answer-stream.ts'
import { useBlobs, useQuery, useRun, useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { Answer } from '#client/ui/answer/answer.tsx'
import { useText } from '#client/ui/i18n.tsx'
import panel from '../panel/assistant-panel.module.css'
import classes from '../replies/replies.module.css'
import type { Asked, AskedTurn } from '../use-conversation.ts'
import { Proposals } from './proposals.tsx'

/** A question that an agent on the server answers, wherever it stands: it is a record, so it is asked without a network too. */
export function AskedView({ turn: { asked, text } }: { turn: AskedTurn }) {
  const t = useText('assistant')
  const conversation = useQuery(oneConversation, asked.conversation)
  const question = conversation?.value.questions.find(({ id }) => id === asked.question)
  // What waits belongs to the whole conversation: it stands once, at its end.
  const isLatest = question !== undefined && conversation?.value.questions.at(-1) === question
  return (
    <>
      <p className={panel.said}>{question?.text ?? text}</p>
      <div className={classes.reply}>
        {question ? <State asked={asked} question={question} /> : <p className={classes.quiet}>{t('asked.gone')}</p>}
        {isLatest && question.state === 'answered' && <Proposals conversation={asked.conversation} />}
      </div>
    </>
  )
}

interface StateProps {
  asked: Asked
  question: Question
}

function State({ asked, question }: StateProps) {
  const t = useText('assistant')
  const run = useRun()
  const { state, answer, problem } = question
  const again = (
    <Button size="compact-sm" variant="default" onClick={() => void run(assistantCommands.askAgain, asked)}>
      {t('asked.again')}
    </Button>
  )
  switch (state) {
    case 'answered':
      return <AnswerText text={answer} />
    case 'taken':
      return <Streaming asked={asked} job={question.job} />
    case 'waiting':
      return <Waiting asked={asked} question={question} />
    case 'stale':
      return (
        <>
          <p className={classes.quiet}>{t('asked.stale')}</p>
          <div className={classes.buttons}>
            {again}
            <TakeBack asked={asked} />
          </div>
        </>
      )
    case 'failed':
      return (
        <>
          <p>{problem || t('asked.failed')}</p>
          {again}
        </>
      )
    case 'cancelled':
      return <p className={classes.quiet}>{`${t('asked.cancelled')} ${problem}`.trim()}</p>
  }
}

function TakeBack({ asked }: { asked: Asked }) {
  const t = useText('assistant')
  const run = useRun()
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => void run(assistantCommands.cancelQuestion, asked)}>
      {t('asked.takeBack')}
    </Button>
  )
}

/** Not sent yet, or nobody has begun: its words can still be changed. */
function Waiting({ asked, question }: StateProps) {
  const t = useText('assistant')
  const run = useRun()
  const { state } = useSyncStatus()
  const [words, setWords] = useState<string>()
  const save = async () => {
    const text = words?.trim() ?? ''
    if (text !== '') await run(assistantCommands.editQuestion, { ...asked, text })
    setWords(undefined)
  }
  return (
    <>
      <p className={classes.quiet}>{t(state === 'offline' ? 'asked.offline' : 'asked.waiting')}</p>
      {words !== undefined && (
        <Textarea
          autosize
          w="100%"
          aria-label={t('panel.field')}
          value={words}
          maxLength={8_000}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => (words === undefined ? setWords(question.text) : void save())}
        >
          {t(words === undefined ? 'asked.edit' : 'asked.save')}
        </Button>
        <TakeBack asked={asked} />
      </div>
    </>
  )
}

function Streaming({ asked, job }: { asked: Asked; job: string }) {
  const t = useText('assistant')
  const { id } = useWorkspace()
  const stream = useMemo(() => openAnswerStream(`/api/workspaces/${id}/jobs/${job}/stream`), [id, job])
  const text = useSyncExternalStore(stream.subscribe, stream.text)
  return (
    <>
      {text === '' ? <p className={classes.quiet}>{t('asked.thinking')}</p> : <AnswerText text={text} />}
      <TakeBack asked={asked} />
    </>
  )
}

/** Nothing in it is trusted: see `Answer`. */
function AnswerText({ text }: { text: string }) {
  const navigate = useNavigate()
  const blobs = useBlobs()
  return (
    <Answer
      text={text}
      open={(path) => void navigate({ to: path })}
      pictureOf={(hash) => blobs.url(hash as BlobHash)}
    />
  )
}
