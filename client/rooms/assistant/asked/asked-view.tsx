import { useCallbackRef } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { memo, useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { oneConversation, type Question } from '#shared/rooms/assistant/index.ts'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import type { AskableAgent } from '#shared/protocol/rest-agents.ts'
import { openAnswerStream } from '#client/platform/answer-stream.ts'
import { useBlobs, useQuery, useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { Answer } from '#client/ui/answer/answer.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useNameAt } from '../../cited-things.ts'
import { useThings } from '../../things.ts'
import panel from '../panel/assistant-panel.module.css'
import { Byline } from '../replies/byline.tsx'
import classes from '../replies/replies.module.css'
import type { Asked, AskedTurn } from '../use-conversation.ts'
import { AcceptedOutward } from './accepted-outward.tsx'
import { Proposals } from './proposals.tsx'
import { AskAgain, EditWords, TakeBack } from './question-buttons.tsx'
import { SourcesView } from './sources-view.tsx'
import { whoAnswers } from './who-answers.ts'
import { WordsForm } from './words-form.tsx'

export interface AskedViewProps {
  turn: AskedTurn
  /** The id of the element that holds the words of the question. */
  nameId: string
  /** Those that one may ask. */
  agents: readonly AskableAgent[]
  askAgent: ((text: string) => void) | undefined
}

/** A question that an agent on the server answers, wherever it stands: it is a record, so it is asked without a network too. */
export function AskedView({ turn: { asked, text }, nameId, agents, askAgent }: AskedViewProps) {
  const t = useText('assistant')
  const conversation = useQuery(oneConversation, asked.conversation)
  const question = conversation?.value.questions.find(({ id }) => id === asked.question)
  const cited = useCited(asked.conversation)
  // What waits belongs to the whole conversation: it stands once, at its end.
  const isLatest = question !== undefined && conversation?.value.questions.at(-1) === question
  return (
    <>
      <p id={nameId} className={panel.said}>
        {question?.text ?? text}
      </p>
      <div className={classes.reply}>
        {question ? (
          <>
            <AnsweredBy question={question} agents={agents} />
            <State asked={asked} question={question} cited={cited} />
            {question.state === 'answered' && <SourcesView question={question} />}
            <WhileOpen asked={asked} question={question} askAgent={askAgent} />
          </>
        ) : (
          <p className={classes.quiet}>{t('asked.gone')}</p>
        )}
        {isLatest && question.state === 'answered' && <Proposals conversation={asked.conversation} />}
        {question?.job && <AcceptedOutward job={question.job} />}
      </div>
    </>
  )
}

/** What was read for one question may be named in the answer to the next, also when that stands in the record which goes on with this one. */
function useCited(id: ReplicaId): readonly ReplicaId[] {
  const here = useQuery(oneConversation, id)
  const before = useQuery(oneConversation, here?.value.continues ?? id)
  return useMemo(
    () =>
      [before, here].flatMap((each) =>
        (each?.value.questions ?? []).flatMap(({ sources, about }) => [...sources, ...about]),
      ),
    [before, here],
  )
}

function AnsweredBy({ question, agents }: { question: Question } & Pick<AskedViewProps, 'agents'>) {
  const t = useText('assistant')
  const { kind, name } = whoAnswers(question, agents)
  return <Byline>{t(`by.${kind}`, { name: name || t('by.nexus') })}</Byline>
}

interface StateProps {
  asked: Asked
  question: Question
}

function State({
  asked,
  question: { state, answer, problem, job },
  cited,
}: StateProps & { cited: readonly ReplicaId[] }) {
  const t = useText('assistant')
  switch (state) {
    case 'answered':
      return <AnswerText text={answer} cited={cited} />
    case 'taken':
      return <Streaming asked={asked} job={job} />
    case 'waiting':
      return <Waiting />
    case 'stale':
      return <p className={classes.quiet}>{t('asked.stale')}</p>
    case 'failed':
      return (
        <>
          <p>{problem || t('asked.failed')}</p>
          <AskAgain asked={asked} />
        </>
      )
    case 'cancelled':
      return (
        <>
          <p className={classes.quiet}>{`${t('asked.cancelled')} ${problem}`.trim()}</p>
          <AskAgain asked={asked} />
        </>
      )
  }
}

function Waiting() {
  const t = useText('assistant')
  const isOffline = useSyncStatus().state === 'offline'
  return <p className={classes.quiet}>{t(isOffline ? 'asked.offline' : 'asked.waiting')}</p>
}

/** Not sent yet, or nobody has begun: its words can still be changed. What somebody is writing stays when it is sent meanwhile. */
function WhileOpen({ asked, question, askAgent }: StateProps & Pick<AskedViewProps, 'askAgent'>) {
  const [words, setWords] = useState<string>()
  const [isBack, setBack] = useState(false)
  const isOpen = question.state === 'waiting' || question.state === 'stale'
  const close = () => {
    setWords(undefined)
    setBack(true)
  }
  if (words !== undefined)
    return (
      <WordsForm asked={asked} words={words} change={setWords} close={close} late={isOpen ? undefined : { askAgent }} />
    )
  if (!isOpen) return null
  return (
    <div className={classes.buttons}>
      {question.state === 'stale' && <AskAgain asked={asked} />}
      <EditWords edit={() => setWords(question.text)} isFocused={isBack} />
      <TakeBack asked={asked} />
    </div>
  )
}

/** Nobody wants it read out piece by piece: the whole answer is another element, which is. */
function Streaming({ asked, job }: { asked: Asked; job: string }) {
  const t = useText('assistant')
  const { id } = useWorkspace()
  const stream = useMemo(() => openAnswerStream(`/api/workspaces/${id}/jobs/${job}/stream`), [id, job])
  const text = useSyncExternalStore(stream.subscribe, stream.text)
  return (
    <>
      {text === '' && <p className={classes.quiet}>{t('asked.thinking')}</p>}
      <div aria-live="off" className={classes.streamed}>
        {text !== '' && <AnswerText text={text} cited={undefined} />}
      </div>
      <TakeBack asked={asked} />
    </>
  )
}

/** Nothing in it is trusted: see `Answer`. */
function AnswerText({ text, cited }: { text: string; cited: readonly ReplicaId[] | undefined }) {
  const navigate = useNavigate()
  const blobs = useBlobs()
  const things = useThings()
  const nameAt = useNameAt(cited)
  const open = useCallbackRef((path: string) => void navigate({ to: path }))
  const pictureOf = useCallback((hash: string) => blobs.url(hash as BlobHash), [blobs])
  // With each change of anything every answer that is shown asks for its names anew; it is drawn anew when there is another among them.
  const names = cited?.map((id) => `${id} ${things.pathOf(id)} ${things.titleOf(id)}`).join('\n')
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- of the same names it says the same
  const named = useMemo(() => nameAt, [names ?? nameAt])
  return <StillAnswer text={text} nameAt={named} open={open} pictureOf={pictureOf} />
}

const StillAnswer = memo(Answer)
