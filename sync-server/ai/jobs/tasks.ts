import { agentPrincipal, type PrincipalId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Calendar } from '#shared/language/moment.ts'
import { conversationType, type Question, settleQuestion } from '#shared/rooms/assistant/index.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'
import type { Shelf } from '#server/resources/catalogue.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobEnd, JobRecord } from '#server/storage/job-store.ts'
import { type EngineMessage, fromPerson, type Sources } from '../contract.ts'
import { sourceFields } from '../tools/sources.ts'
import type { HeldJob } from './job-runner.ts'
import { sentenceOfReason } from './problems.ts'
import type { JobPorts } from './run-job.ts'
import { placeOfJob } from './scheduled-question.ts'
import { whatWasDone } from './what-was-done.ts'

/** What is asked, as it stands now. */
export interface Task {
  readonly messages: readonly EngineMessage[]
  readonly calendar: Calendar
  readonly about: readonly ReplicaId[]
  /** Who has had a hand in it, the requester first: the job may do what all of them may. */
  readonly people: readonly PrincipalId[]
  /** What is asked, or was said before, was not all typed by the requester. */
  readonly isTainted: boolean
}

/** A question that waited for longer is asked once more before anybody acts on it. */
export const staleAfterMs = 24 * 60 * 60_000
const maxMessages = 40

/** question-answered: by this job, whose holder was lost before it could say so. */
type TaskRefusal = 'question-answered' | 'question-gone' | 'question-cancelled' | 'question-stale'

export async function readTask(ports: JobPorts, job: JobRecord): Promise<Outcome<TaskRefusal, Task>> {
  const { task, requester, workspace } = job
  if (task.kind === 'scheduled') {
    const messages = [{ from: 'person', text: task.text }] as const
    return done({
      messages,
      calendar: { timeZone: 'UTC', weekStartsOn: 1 },
      about: [],
      people: [requester],
      isTainted: false,
    })
  }
  const shelf = await ports.catalogue.of(workspace)
  const row = shelf?.get(conversationType, task.conversation)
  const at = row?.value.questions.findIndex(({ id }) => id === task.question) ?? -1
  const question = row?.value.questions[at]
  if (!shelf || !row || !question || row.value.trashedAt !== undefined) return refused('question-gone')
  if (question.state === 'cancelled') return refused('question-cancelled')
  if (question.state === 'answered') return refused(question.job === job.id ? 'question-answered' : 'question-gone')
  const isTaken = question.state === 'taken' && question.job === job.id
  if (!isTaken && (await isStale(ports, job, question))) return refused('question-stale')
  const own = {
    before: answered(row.value.questions.slice(0, at)),
    people: await peopleOf(ports, job, task.conversation),
  }
  const { before, people } = await withEarlier(ports, job, { shelf, continues: row.value.continues, ...own })
  return done({
    messages: messagesOf([...before, question]),
    calendar: { timeZone: question.timeZone, weekStartsOn: question.weekStartsOn },
    about: question.about,
    people: [requester, ...people.filter((each) => each !== requester)],
    isTainted:
      question.isTainted || before.some((each) => each.isTainted || each.askedBy !== requester) || people.length > 1,
  })
}

interface Before {
  /** What was asked and answered, oldest first. */
  readonly before: readonly Question[]
  /** Whose words it may be. */
  readonly people: readonly PrincipalId[]
}

/**
 * With the conversation that it goes on with, where that is one that all who have a hand in this one may read: which one that is stands in
 * a field, and so may be any.
 */
async function withEarlier(
  ports: JobPorts,
  { requester, workspace }: JobRecord,
  { shelf, continues, before, people }: Before & { readonly shelf: Shelf; readonly continues: ReplicaId | undefined },
): Promise<Before> {
  const earlier = continues && shelf.get(conversationType, continues)
  if (!earlier || earlier.value.trashedAt !== undefined || before.length * 2 >= maxMessages) return { before, people }
  const readers = [...new Set([requester, ...people])]
  const view = await allowedToAll(ports.access, readers).viewOf(requester, workspace)
  if (!view?.mayRead(earlier.id)) return { before, people }
  const writers = await peopleOf(ports, { workspace }, earlier.id)
  return {
    before: [...answered(earlier.value.questions), ...before],
    people: [...new Set([...people, ...writers])],
  }
}

function answered(questions: readonly Question[]): readonly Question[] {
  return questions.filter(({ state }) => state === 'answered')
}

/** Whoever asked has taken it back, whether or not its job has heard of that. */
export async function isTakenBack({ catalogue }: Pick<JobPorts, 'catalogue'>, job: JobRecord): Promise<boolean> {
  const place = placeOfJob(job)
  const row = (await catalogue.of(job.workspace))?.get(conversationType, place.conversation)
  return row?.value.questions.find(({ id }) => id === place.question)?.state === 'cancelled'
}

function messagesOf(questions: readonly Question[]): readonly EngineMessage[] {
  const messages = questions.flatMap(({ text, answer }): EngineMessage[] => [
    { from: 'person', text },
    ...(answer === '' ? [] : [{ from: 'assistant', text: answer } as const]),
  ])
  return fromPerson(messages.slice(-maxMessages))
}

/** Everybody but agents whose changes are in it. Who wrote what of it stands in no field that one could believe. */
export async function peopleOf(
  { storage }: Pick<JobPorts, 'storage'>,
  { workspace }: Pick<JobRecord, 'workspace'>,
  conversation: ReplicaId,
): Promise<readonly PrincipalId[]> {
  const organisation = await storage.control.organisationOfWorkspace(workspace)
  if (!organisation) return []
  const { jobs, log } = await storage.organisation(organisation)
  await log.sorted('now')
  return (await jobs.writersOf(workspace, conversation)).filter((each) => !each.startsWith('agent:'))
}

/** Notes that it has to be asked once more. */
async function isStale(ports: JobPorts, job: JobRecord, question: Question): Promise<boolean> {
  const askedMs = Math.max(question.askedAt, question.confirmedAt ?? 0)
  if (ports.clock.now() - askedMs <= staleAfterMs) return false
  await sayOfQuestion(ports, { job, agent: job.agent, key: `${job.id}/stale` }, { state: 'stale' })
  return true
}

export interface Settling {
  readonly held: HeldJob
  readonly agent: AgentRecord
  readonly task: Task
  readonly isTainted: boolean
  readonly sources: Sources | undefined
  readonly detail: string | undefined
  readonly end: Omit<JobEnd, 'nowMs'>
}

/** Writes the answer where it was asked. false: there is nobody to read it any more. */
export async function settleTask(
  ports: JobPorts,
  { held, agent, isTainted, sources, detail, end }: Settling,
): Promise<boolean> {
  const { job } = held
  if (job.task.kind === 'scheduled') return true
  const said =
    end.state === 'done'
      ? { state: 'answered', answer: end.answer, isTainted, ...(sources && sourceFields(sources, end.answer ?? '')) }
      : { state: 'failed', problem: await problemOf(ports, { job, reason: end.reason, detail }), isTainted }
  return (await sayOfQuestion(ports, { job, agent: agent.id, key: `${job.id}/answer` }, said)).ok
}

/** Why there is no answer, and what there is instead. */
async function problemOf(
  ports: JobPorts,
  {
    job,
    reason,
    detail,
  }: { readonly job: JobRecord; readonly reason: string | undefined; readonly detail?: string | undefined },
) {
  return [sentenceOfReason(reason, detail), await whatWasDone(ports, job)].filter((each) => each !== '').join(' ')
}

interface Speaker {
  readonly job: Pick<JobRecord, 'id' | 'task' | 'workspace' | 'requester' | 'attempts'>
  readonly agent: string
  readonly key: string
}

/** Once, whoever tries. The agent writes as its own, into what the requester may write. */
export async function sayOfQuestion(
  ports: Pick<JobPorts, 'storage' | 'commands'>,
  { job, agent, key }: Speaker,
  said: Readonly<Record<string, unknown>>,
): Promise<Outcome<string, unknown>> {
  const { task, workspace, requester } = job
  if (task.kind !== 'question' || typeOf(task.conversation) !== conversationType.name) return refused('question-gone')
  const organisation = await ports.storage.control.organisationOfWorkspace(workspace)
  if (!organisation) return refused('question-gone')
  const { jobs, log } = await ports.storage.organisation(organisation)
  const outcome = await ports.commands.run({
    workspace,
    principal: agentPrincipal(agent),
    command: settleQuestion,
    input: { conversation: task.conversation, question: task.question, job: job.id, ...said },
    run: {
      key,
      onBehalfOf: requester,
      rightsOf: [requester],
      begin: async () => {
        if (job.attempts <= 1) return done()
        await log.sorted('now')
        return (await jobs.hasRun(key)) ? refused('done-before') : done()
      },
    },
  })
  return !outcome.ok && outcome.reason === 'done-before' ? done() : outcome
}
