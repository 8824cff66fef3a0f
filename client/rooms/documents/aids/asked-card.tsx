import { Button } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useSyncExternalStore } from 'react'
import type { BlobHash, ReplicaId } from '#shared/kit/ids.ts'
import { assistantCommands, type Question } from '#shared/rooms/assistant/index.ts'
import { openAnswerStream } from '#client/platform/answer-stream.ts'
import { useBlobs, useRun, useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { assistantPanel, type PanelGiven } from '#client/rooms/assistant-panel.ts'
import { useNameAt } from '#client/rooms/cited-things.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import type { AskedHere } from './asked-in.ts'
import { actIn } from './asked-place.ts'
import classes from './asked-card.module.css'

const Answer = lazy(async () => ({ default: (await import('#client/ui/answer/answer.tsx')).Answer }))

interface AskedCardProps {
  asked: AskedHere
  /** Asked since the text was opened: it is brought into sight. */
  isNew: boolean
  /** Its place is no longer there. */
  isMoved: boolean
  dismiss: () => void
}

export function AskedCard({ asked, isNew, isMoved, dismiss }: AskedCardProps) {
  const t = useText('documentAsk')
  const { state, problem, answer, sources, about, job, place } = asked.question
  const cited = useMemo(() => [...sources, ...about], [sources, about])
  const doing = t(`doing.${actIn(place) ?? 'again'}`)
  const isWorking = state === 'waiting' || state === 'taken'
  return (
    <section
      className={classes.card}
      aria-label={t('state.label', { doing })}
      data-own-keys
      data-state={state}
      ref={isNew ? intoView : undefined}
    >
      <header className={classes.head}>
        <IconSparkles size={16} stroke={1.6} aria-hidden />
        <span className={classes.doing}>{doing}</span>
        <StateWords asked={asked} />
      </header>
      {isMoved && <p className={classes.quiet}>{t('state.moved')}</p>}
      {state === 'failed' && <p role="alert">{problem || t('state.failed')}</p>}
      {state === 'taken' && <Streaming job={job} />}
      {state === 'answered' && <Words text={answer} cited={cited} />}
      <Buttons asked={asked} dismiss={dismiss} />
      {isWorking && <span className={classes.bar} aria-hidden />}
    </section>
  )
}

/** The card is drawn into the text; only its own scroll container moves, and only as far as it must. */
function intoView(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: 'nearest' })
}

/** What a device without a network says of what is not over. */
const inTheAir: Partial<Record<Question['state'], 'offline' | 'away'>> = { waiting: 'offline', taken: 'away' }

function StateWords({ asked: { question } }: Pick<AskedCardProps, 'asked'>) {
  const t = useText('documentAsk')
  const { state: sync } = useSyncStatus()
  if (question.state === 'failed' || question.state === 'cancelled') return null
  const said = sync === 'offline' ? (inTheAir[question.state] ?? question.state) : question.state
  return (
    <span className={classes.quiet} role="status">
      {t(`state.${said}`)}
    </span>
  )
}

function Buttons({ asked: { conversation, question, waiting }, dismiss }: Omit<AskedCardProps, 'isNew' | 'isMoved'>) {
  const t = useText('documentAsk')
  const run = useRun()
  const { show } = useOverlay<PanelGiven>(assistantPanel)
  const at = { conversation, question: question.id }
  const isOver = question.state === 'answered' || question.state === 'failed'
  const open = () => show({ asked: { ...at, text: question.text } })
  return (
    <div className={classes.buttons}>
      {(question.state === 'failed' || question.state === 'stale') && (
        <Button size="compact-sm" variant="default" onClick={() => void run(assistantCommands.askAgain, at)}>
          {t('again')}
        </Button>
      )}
      {waiting > 0 && isOver && (
        <Button size="compact-sm" onClick={open}>
          {t('waits', { count: waiting })}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        onClick={isOver ? dismiss : () => void run(assistantCommands.cancelQuestion, at)}
      >
        {t(isOver ? 'dismiss' : 'cancel')}
      </Button>
      {!(waiting > 0 && isOver) && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={open}>
          {t('open')}
        </Button>
      )}
    </div>
  )
}

function Streaming({ job }: { job: string }) {
  const { id } = useWorkspace()
  const stream = useMemo(() => openAnswerStream(`/api/workspaces/${id}/jobs/${job}/stream`), [id, job])
  const text = useSyncExternalStore(stream.subscribe, stream.text)
  return text === '' ? null : <Words text={text} cited={undefined} />
}

/** Nothing in it is trusted: see `Answer`. */
function Words({ text, cited }: { text: string; cited: readonly ReplicaId[] | undefined }) {
  const navigate = useNavigate()
  const blobs = useBlobs()
  const nameAt = useNameAt(cited)
  return (
    <div className={classes.answer}>
      <Suspense>
        <Answer
          text={text}
          nameAt={nameAt}
          open={(path) => void navigate({ to: path })}
          pictureOf={(hash) => blobs.url(hash as BlobHash)}
        />
      </Suspense>
    </div>
  )
}
