import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ProposedAction } from '#shared/assistant/engine/reply.ts'
import { isReplicaId, type PrincipalId, type ReplicaId } from '#shared/kit/ids.ts'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import { folderType } from '#shared/rooms/documents/index.ts'
import { projectType, taskPriorities, taskType } from '#shared/rooms/tasks/index.ts'
import { useEngine, useRows, useRun, useWorkspace } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import type { DeviceTurn } from '../use-conversation.ts'
import { OutwardCard } from '../outward/outward-card.tsx'
import { readOutward } from '#shared/rooms/asked-outward.ts'
import { takeLostFocus } from './take-lost-focus.ts'
import classes from './replies.module.css'

export interface ActionCardsProps {
  turn: DeviceTurn
  actions: readonly ProposedAction[]
  ask: (text: string) => void
}

/** What would be done, before it is done. Of several, each has its own button. */
export function ActionCards({ turn, actions, ask }: ActionCardsProps) {
  const t = useText('assistant')
  const workspace = useWorkspace()
  // Who may share is the server's to say.
  const canWrite = workspace.canWrite || actions.every(({ command }) => command.startsWith('sharing.'))
  return (
    <div className={classes.reply}>
      {actions.length > 1 && <p>{t('action.choose')}</p>}
      {actions.map((action) => (
        <AnyCard key={keyOf(action)} action={action} isOffered={canWrite && !turn.isEarlier} />
      ))}
      <WhyNotOffered turn={turn} canWrite={canWrite} ask={ask} />
    </div>
  )
}

/** Of one thing, several may be offered: to wait for this one or for that one. */
function keyOf({ command, input, title }: ProposedAction): string {
  return JSON.stringify([command, input, title])
}

/** What is shown in place of the buttons of an act. */
export function WhyNotOffered({ turn, canWrite, ask }: Pick<ActionCardsProps, 'turn' | 'ask'> & { canWrite: boolean }) {
  const t = useText('assistant')
  if (!canWrite) return <p className={classes.quiet}>{t('action.readOnly')}</p>
  if (!turn.isEarlier) return null
  return (
    <p className={classes.quiet}>
      {t('action.earlier')}{' '}
      <Button size="compact-xs" variant="subtle" onClick={() => ask(turn.text)}>
        {t('panel.again')}
      </Button>
    </p>
  )
}

function AnyCard({ action, isOffered }: { action: ProposedAction; isOffered: boolean }) {
  const outward = readOutward(action.command, action.input)
  return outward ? (
    <OutwardCard asked={outward} isOffered={isOffered} />
  ) : (
    <ActionCard action={action} isOffered={isOffered} />
  )
}

type State =
  | { readonly is: 'offered' | 'doing' | 'failed' | 'undone' }
  | {
      readonly is: 'done'
      readonly step: number | undefined
      readonly made: ReplicaId | undefined
      /** It was to be taken back, and nothing of it was left to take. */
      readonly isKept?: boolean
    }

function ActionCard({ action, isOffered }: { action: ProposedAction; isOffered: boolean }) {
  const t = useText('assistant')
  const [state, setState] = useState<State>({ is: 'offered' })
  const says = useActionText()(action)
  const engine = useEngine()
  const act = useAct()
  const perform = async () => {
    setState({ is: 'doing' })
    setState(await act(action, says))
  }
  const undo = async () => {
    if (state.is !== 'done' || state.step === undefined) return
    const taken = await engine.undo({ id: state.step })
    setState(taken ? { is: 'undone' } : { ...state, step: undefined, isKept: true })
  }
  return (
    <section className={classes.card} aria-label={says} data-state={state.is}>
      <What action={action} says={says} />
      <ActionFacts action={action} />
      {(isOffered || state.is !== 'offered') && (
        <Buttons state={state} perform={perform} undo={undo} isOffered={isOffered} target={action.target} />
      )}
      <span className={classes.unseen} role="status">
        {state.is === 'done' && t('action.done')}
        {state.is === 'undone' && t('action.undone')}
        {state.is === 'done' && state.isKept && ` ${t('action.kept')}`}
      </span>
    </section>
  )
}

/** Of two tasks, which one waits is told by their order. */
function What({ action, says }: { action: ProposedAction; says: string }) {
  const t = useText('assistant')
  const otherOf = useOtherTask()
  const other = otherOf(action)
  if (other === undefined) {
    return (
      <>
        <p className={classes.says}>{says}</p>
        <p className={classes.subject}>{action.title}</p>
      </>
    )
  }
  return (
    <>
      <p className={classes.says}>{t(action.command === 'tasks.waitFor' ? 'action.waits' : 'action.waitsNoMore')}</p>
      <p className={classes.subject}>{action.title}</p>
      <p className={classes.says}>{t('action.waitsFor')}</p>
      <p className={classes.subject}>{other}</p>
    </>
  )
}

/** What is waited for, where a command names it. */
function useOtherTask(): (action: ProposedAction) => string | undefined {
  const t = useText('assistant')
  const rows = useRows()
  return ({ command, input }) =>
    command === 'tasks.waitFor' || command === 'tasks.stopWaitingFor'
      ? rows.get(taskType, input.for as ReplicaId)?.value.title || t('answer.untitled')
      : undefined
}

interface ButtonsProps {
  state: State
  perform: () => Promise<void>
  undo: () => Promise<void>
  isOffered: boolean
  target: ReplicaId | undefined
}

function Buttons({ state, perform, undo, isOffered, target }: ButtonsProps) {
  const t = useText('assistant')
  const things = useThings()
  if (state.is === 'done') {
    const shown = state.made ?? target
    return (
      <div className={classes.buttons}>
        <span className={classes.state}>{t('action.done')}</span>
        {state.isKept && <span className={classes.quiet}>{t('action.kept')}</span>}
        {state.step !== undefined && (
          <Button ref={takeLostFocus} size="compact-sm" variant="light" onClick={() => void undo()}>
            {t('action.undo')}
          </Button>
        )}
        {shown && things.linkOf(shown) && things.titleOf(shown) !== undefined && (
          <Button size="compact-sm" variant="subtle" onClick={() => void things.open(shown)}>
            {t('action.open')}
          </Button>
        )}
      </div>
    )
  }
  return (
    <div className={classes.buttons}>
      {state.is === 'undone' && <span className={classes.state}>{t('action.undone')}</span>}
      {state.is === 'failed' && <span className={classes.state}>{t('action.failed')}</span>}
      {isOffered && (
        <Button size="compact-sm" loading={state.is === 'doing'} onClick={() => void perform()}>
          {t('action.do')}
        </Button>
      )}
    </div>
  )
}

/** Does it, through the very command that a button would call. */
export function useAct(): (action: ProposedAction, label: string) => Promise<State> {
  const run = useRun()
  const engine = useEngine()
  return async ({ command, input }, undoLabel) => {
    const found = commandNamed(command)
    const parsed = found?.input.safeParse(input)
    if (!found || !parsed?.success) return { is: 'failed' }
    const before = engine.live.undo.get().nextUndo?.id
    const outcome = await run(found, input as never, { undoLabel })
    if (!outcome.ok) return { is: 'failed' }
    const step = engine.live.undo.get().nextUndo?.id
    const answer: unknown = outcome.value
    const made = isReplicaId(answer) ? answer : idIn(answer)
    return { is: 'done', step: step === before ? undefined : step, made }
  }
}

function idIn(answer: unknown): ReplicaId | undefined {
  return typeof answer === 'object' && answer !== null && 'id' in answer && isReplicaId(answer.id)
    ? answer.id
    : undefined
}

export function useActionText(): (action: ProposedAction) => string {
  const t = useText('assistant')
  const dayText = useDayText()
  const format = useFormatter()
  const engine = useEngine()
  const rows = useRows()
  const otherOf = useOtherTask()
  return (action) => {
    const { command, input } = action
    switch (command) {
      case 'tasks.schedule':
        return input.dueDate === null
          ? t('action.says.tasks.undate')
          : t('action.says.tasks.schedule', { value: dayText(input) })
      case 'tasks.setPriority': {
        const priority = taskPriorities.find((each) => each === input.priority) ?? 'normal'
        return t('action.says.tasks.setPriority', { value: t(`answer.priority.${priority}`) })
      }
      case 'tasks.assign':
        if (input.assignee === null) return t('action.says.tasks.unassign')
        return t('action.says.tasks.assign', { value: engine.nameOf(input.assignee as PrincipalId) })
      case 'tasks.moveToProject':
        if (input.project === null) return t('action.says.tasks.moveOut')
        return t('action.says.tasks.moveToProject', {
          value: rows.get(projectType, input.project as ReplicaId)?.value.title ?? '',
        })
      case 'tasks.rename':
      case 'tasks.renameProject':
      case 'documents.rename':
      case 'documents.renameFolder':
      case 'whiteboards.rename':
        return t('action.says.tasks.rename', { value: String(input.title) })
      case 'tasks.setLabels': {
        const labels = (input.labels as readonly string[]).map((label) => `#${label}`)
        return labels.length === 0
          ? t('action.says.tasks.unlabel')
          : t('action.says.tasks.setLabels', { value: format.list(labels) })
      }
      case 'tasks.addChecklistItem':
        return t('action.says.tasks.addChecklistItem', { value: String(input.text) })
      case 'tasks.repeat':
        return t(input.rule === null ? 'action.says.tasks.endRepeat' : 'action.says.tasks.repeat')
      case 'tasks.waitFor':
      case 'tasks.stopWaitingFor':
        return t(`action.says.${command}`, { value: otherOf(action) ?? '' })
      case 'documents.move':
        return t('action.says.documents.move', {
          value: rows.get(folderType, input.parent as ReplicaId)?.value.title ?? '',
        })
      default:
        return t(`action.says.${command}`)
    }
  }
}

function useDayText(): (input: ProposedAction['input']) => string {
  const format = useFormatter()
  return ({ dueDate, dueTime }) => {
    if (typeof dueDate !== 'string') return ''
    const day = format.dateTime(new Date(`${dueDate}T12:00:00`), { weekday: 'short', day: 'numeric', month: 'short' })
    if (typeof dueTime !== 'string') return day
    return `${day}, ${format.dateTime(new Date(`${dueDate}T${dueTime}`), { timeStyle: 'short' })}`
  }
}

/** What a new task gets beside its title. */
export function ActionFacts({ action: { command, input } }: { action: ProposedAction }) {
  const t = useText('assistant')
  const dayText = useDayText()
  if (command !== 'tasks.create') return null
  const priority = taskPriorities.find((each) => each === input.priority)
  const labels = Array.isArray(input.labels) ? (input.labels as readonly string[]) : []
  const facts = [
    dayText(input),
    priority ? t(`answer.priority.${priority}`) : '',
    ...labels.map((label) => `#${label}`),
  ].filter(Boolean)
  if (facts.length === 0) return null
  return (
    <p className={classes.facts}>
      {facts.map((fact) => (
        <span key={fact} className={classes.reason}>
          {fact}
        </span>
      ))}
    </p>
  )
}
