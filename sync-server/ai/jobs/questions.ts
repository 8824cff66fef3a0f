import type { Items } from '#shared/crdt/fields.ts'
import {
  mintId,
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  typeOf,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { conversationType, type Question, questionsOf } from '#shared/rooms/assistant/index.ts'
import type { Consumer } from '#server/log/consumers.ts'
import { loadReplica } from '#server/log/load-replica.ts'
import type { JobRecord, JobStore, NewJob } from '#server/storage/job-store.ts'
import { noteOfJob } from '../tools/job-hold.ts'
import type { JobPorts } from './run-job.ts'
import { placeOfJob } from './scheduled-question.ts'
import { peopleOf } from './tasks.ts'

export interface QuestionPorts extends Pick<JobPorts, 'storage' | 'clock' | 'random' | 'agents'> {
  wake(organisation: OrganisationId): void
  stop(job: string): void
}

const maxReplicas = 50

/**
 * Reads conversations as they change and makes a job of each question that waits. A stretch may be read twice, when the server ends in
 * between; a job is known by its question, so it is there once.
 */
export function questionReader(ports: QuestionPorts): Consumer {
  return {
    name: 'questions',
    stamp: '1',
    read: async ({ workspace, store, after }) => {
      const changed = await store.changedAfter(workspace, { after, max: maxReplicas })
      const to = changed.at(-1)?.lastSeq
      if (to === undefined) return undefined
      for (const { replica } of changed) {
        if (typeOf(replica) !== conversationType.name) continue
        const state = await store.sortedReplica(workspace, replica)
        if (state) await readConversation(ports, { workspace, replica, chunks: state.chunks })
      }
      return { to, effects: [] }
    },
  }
}

export interface Conversation {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly chunks: readonly Uint8Array[]
}

/** Whoever reads it, and however often: of a question there is one job. */
export async function readConversation(ports: QuestionPorts, conversation: Conversation): Promise<void> {
  const { workspace, replica } = conversation
  const organisation = await ports.storage.control.organisationOfWorkspace(workspace)
  const questions = await questionsIn(ports, conversation)
  const [waiting, cancelled] = (['waiting', 'cancelled'] as const).map((wanted) =>
    questions.filter(({ state }) => state === wanted),
  )
  if (!organisation || !waiting || !cancelled) return
  const { jobs } = await ports.storage.organisation(organisation)
  const prefix = `question:${workspace}:${replica}:`
  for (const { id, job } of cancelled) {
    const own = await jobs.openJobs(`${prefix}${id}:`)
    await cancelAll(ports, organisation, own.length > 0 ? own : await scheduledJob(jobs, { job, replica, id }))
  }
  if (waiting.length === 0) return
  const people = await peopleOf(ports, { workspace }, replica)
  const asked = { organisation, workspace, replica, prefix, people }
  const wanted = await Promise.all(waiting.map((question) => jobOf(ports, asked, question)))
  const made = await jobs.enqueueJobs(wanted.filter((each) => each !== undefined))
  if (made.length > 0) ports.wake(organisation)
}

/** What a schedule has asked has a job of another source. Whatever the question says of it, it has to be the job of this very place. */
async function scheduledJob(
  jobs: JobStore,
  { job, replica, id }: { readonly job: string; readonly replica: ReplicaId; readonly id: string },
): Promise<readonly JobRecord[]> {
  const found = job === '' ? undefined : await jobs.job(job)
  const place = found && placeOfJob(found)
  return found && place?.conversation === replica && place.question === id ? [found] : []
}

interface Asked {
  readonly organisation: OrganisationId
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly prefix: string
  readonly people: readonly PrincipalId[]
}

/** Who asks is one of those who wrote in it by what the log says: the field alone is whatever its writer likes. */
async function jobOf(ports: QuestionPorts, asked: Asked, question: Question): Promise<NewJob | undefined> {
  const { organisation, workspace, replica, prefix, people } = asked
  const requester = people.find((each) => each === question.askedBy) ?? people[0]
  if (!requester) return undefined
  const agent = question.agent === '' ? (await ports.agents.builtin(organisation)).id : question.agent
  const nowMs = ports.clock.now()
  return {
    id: mintId<string>('job', ports.random),
    source: `${prefix}${question.id}:${question.confirmedAt ?? 0}`,
    workspace,
    agent,
    requester,
    task: { kind: 'question', conversation: replica, question: question.id },
    dueMs: nowMs,
    createdMs: nowMs,
  }
}

async function cancelAll(ports: QuestionPorts, organisation: OrganisationId, all: readonly JobRecord[]): Promise<void> {
  const { jobs } = await ports.storage.organisation(organisation)
  for (const job of all) {
    const reason = 'question-cancelled'
    const note = noteOfJob(ports.clock, { job, agent: job.agent }, { action: 'assistant.cancelled', reason })
    await jobs.cancelJob(job.id, { nowMs: ports.clock.now(), reason }, note)
    ports.stop(job.id)
  }
}

async function questionsIn(
  { random }: QuestionPorts,
  { replica: id, chunks }: Conversation,
): Promise<readonly Question[]> {
  const loaded = await loadReplica(conversationType, { id, random, chunks })
  try {
    const fields = loaded.fields()
    return fields.trashedAt === undefined ? questionsOf((fields.questions ?? {}) as Items) : []
  } finally {
    loaded.close()
  }
}
