import type { Items } from '../../crdt/fields.ts'
import { isReplicaId, type PrincipalId, type ReplicaId } from '../../kit/ids.ts'
import { type Calendar, weekStarts } from '../../language/moment.ts'
import { read, replicaType } from '../room.ts'

/**
 * waiting: to be sent or to be taken. taken: an agent has it. stale: it waited for longer than a day, and is answered when it is asked once
 * more. The others are the end of it.
 */
export const questionStates = ['waiting', 'taken', 'stale', 'answered', 'failed', 'cancelled'] as const
export type QuestionState = (typeof questionStates)[number]

export interface Question {
  readonly id: string
  readonly text: string
  readonly state: QuestionState
  readonly askedAt: number
  readonly askedBy: PrincipalId | undefined
  /** When it was asked once more. */
  readonly confirmedAt: number | undefined
  /** Of where it was asked: what "today" and "this week" are there. */
  readonly timeZone: Calendar['timeZone']
  readonly weekStartsOn: Calendar['weekStartsOn']
  /** What the person was looking at. */
  readonly about: readonly ReplicaId[]
  /** Where in the first of them it was asked, in the words of that thing's room; '': nowhere in particular. */
  readonly place: string
  /** The id of the agent that is asked, without `agent:`; '': the built-in one. */
  readonly agent: string
  readonly job: string
  readonly answer: string
  /** What was read or made for the answer, what it names first. Whether a reader may see it is for their device to say. */
  readonly sources: readonly ReplicaId[]
  /** The questions over the records that were run for it (JSON of a list); '': none. */
  readonly queries: string
  readonly answeredAt: number | undefined
  readonly answeredBy: PrincipalId | undefined
  /** It quotes, or its answer was made with, what its asker did not type. */
  readonly isTainted: boolean
  /** A sentence of why there is no answer. */
  readonly problem: string
}

export interface ConversationRow {
  readonly title: string
  /** Oldest first. */
  readonly questions: readonly Question[]
  /** The conversation that this one goes on with, which had become full. It is whatever its writer likes: who reads on there asks for the right to. */
  readonly continues: ReplicaId | undefined
  readonly createdAt: number
  readonly createdBy: PrincipalId | undefined
  readonly trashedAt: number | undefined
}

/** Questions and answers in one record. Nobody but whoever began it may read it, unless it is shared: the server sees to that. */
export const conversationType = replicaType<ConversationRow>({
  name: 'conversation',
  version: 3,
  kind: 'automerge',
  shape: {
    title: 'value',
    questions: 'items',
    continues: 'value',
    createdAt: 'value',
    createdBy: 'value',
    trashedAt: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    return {
      title: read.text(fields, 'title'),
      questions: questionsOf((fields.questions ?? {}) as Items),
      continues: read.id(fields, 'continues'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
      createdBy: (read.text(fields, 'createdBy') || undefined) as PrincipalId | undefined,
      trashedAt: read.number(fields, 'trashedAt'),
    }
  },
})

/** In the order in which they were asked. What another version has left without a text stays out. */
export function questionsOf(items: Items): readonly Question[] {
  return Object.entries(items)
    .flatMap(([id, item]) => {
      const { text } = item
      if (typeof text !== 'string') return []
      return [
        {
          id,
          text,
          state: questionStates.find((state) => state === item.state) ?? 'waiting',
          askedAt: read.number(item, 'askedAt') ?? 0,
          askedBy: (read.text(item, 'askedBy') || undefined) as PrincipalId | undefined,
          confirmedAt: read.number(item, 'confirmedAt'),
          timeZone: read.text(item, 'timeZone', 'UTC'),
          weekStartsOn: weekStarts.find((day) => day === item.weekStartsOn) ?? 1,
          about: read.text(item, 'about').split(' ').filter(isReplicaId),
          place: read.text(item, 'place'),
          agent: read.text(item, 'agent'),
          job: read.text(item, 'job'),
          answer: read.text(item, 'answer'),
          sources: read.text(item, 'sources').split(' ').filter(isReplicaId),
          queries: read.text(item, 'queries'),
          answeredAt: read.number(item, 'answeredAt'),
          answeredBy: (read.text(item, 'answeredBy') || undefined) as PrincipalId | undefined,
          isTainted: read.flag(item, 'isTainted'),
          problem: read.text(item, 'problem'),
        },
      ]
    })
    .toSorted((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1))
}

export const proposalStates = ['waiting', 'accepted', 'rejected'] as const
export type ProposalState = (typeof proposalStates)[number]

export interface ProposalRow {
  /** The command that an agent would have called, and what with (JSON). */
  readonly command: string
  readonly input: string
  readonly effect: string
  /** What it is about; undefined: something new. */
  readonly target: ReplicaId | undefined
  /** The fields of the target as the agent found them (JSON): it stands as long as they do. */
  readonly expected: string
  /** Why the agent proposes it. */
  readonly reason: string
  readonly by: PrincipalId | undefined
  readonly requester: PrincipalId | undefined
  readonly job: string
  readonly conversation: ReplicaId | undefined
  readonly state: ProposalState
  readonly decidedBy: PrincipalId | undefined
  readonly decidedAt: number | undefined
  readonly createdAt: number
}

/**
 * Something that an agent would do and a person decides. It is a command with its input: what is shown is what is done. Hunks of documents
 * will be another kind of it, with `command` empty.
 */
export const proposalType = replicaType<ProposalRow>({
  name: 'proposal',
  version: 1,
  kind: 'automerge',
  shape: {
    command: 'value',
    input: 'value',
    effect: 'value',
    target: 'value',
    expected: 'value',
    reason: 'value',
    by: 'value',
    requester: 'value',
    job: 'value',
    conversation: 'value',
    state: 'value',
    decidedBy: 'value',
    decidedAt: 'value',
    /** Of which things how many changes came of it: by that the log's reader knows them. */
    wrote: 'value',
    /** Of what reached beyond the workspace: what whoever was let in had there before (JSON). */
    before: 'value',
    createdAt: 'value',
    createdBy: 'value',
  },
  project: (replica) => {
    const fields = replica.fields()
    const principal = (name: string) => (read.text(fields, name) || undefined) as PrincipalId | undefined
    return {
      command: read.text(fields, 'command'),
      input: read.text(fields, 'input'),
      effect: read.text(fields, 'effect', 'write'),
      target: read.id(fields, 'target'),
      expected: read.text(fields, 'expected'),
      reason: read.text(fields, 'reason'),
      by: principal('by'),
      requester: principal('requester'),
      job: read.text(fields, 'job'),
      conversation: read.id(fields, 'conversation'),
      state: proposalStates.find((state) => state === fields.state) ?? 'waiting',
      decidedBy: principal('decidedBy'),
      decidedAt: read.number(fields, 'decidedAt'),
      createdAt: read.number(fields, 'createdAt') ?? 0,
    }
  },
})

/** Types whose things belong to whoever made them until they are shared. */
export const privateTypes: ReadonlySet<string> = new Set([conversationType.name, proposalType.name])
