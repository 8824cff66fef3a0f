import { z } from 'zod'
import type { Items } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { isReplicaId, mintId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { done, type Outcome, refused } from '../../kit/outcome.ts'
import { weekStarts } from '../../language/moment.ts'
import { command, type Work } from '../room.ts'
import { isFull } from './full-conversation.ts'
import { conversationType, type Question, questionsOf } from './model.ts'

const conversationId = z.custom<ReplicaId>(
  (value) => isReplicaId(value) && typeOf(value) === conversationType.name,
  'must be the id of a conversation',
)
const questionId = z.string().regex(/^q_[0-9a-z]{20,32}$/, 'must be the id of a question')
const question = z.object({ conversation: conversationId, question: questionId })
const text = z.string().trim().min(1).max(8_000)

/** Asks in a conversation, or begins one; one that is full is gone on with in another. Answers both ids. */
export const askQuestion = command({
  name: 'assistant.ask',
  says: 'Ask the assistant something, in a conversation or as the beginning of one.',
  effect: 'write',
  input: z.object({
    conversation: conversationId.optional(),
    text,
    timeZone: z.string().min(1).max(60).default('UTC'),
    weekStartsOn: z.literal(weekStarts).default(1),
    about: z.array(z.custom<ReplicaId>(isReplicaId, 'not an id')).max(20).default([]),
    agent: z.string().max(64).optional(),
    /** It holds words of something else, which its asker may not have typed: what comes of it waits for a click. */
    quotes: z.boolean().optional(),
    /** Where in the first of `about` it was asked, in the words of that thing's room. */
    place: z.string().max(500).optional(),
  }),
  async run(work, { conversation, text: words, timeZone, weekStartsOn, about, agent, quotes, place }) {
    const found = conversation === undefined ? undefined : await work.open(conversationType, conversation)
    if (conversation !== undefined && !found) return refused('conversation-missing')
    const askedAt = work.clock.now()
    const asked = { text: words, state: 'waiting', askedAt, askedBy: work.principal, timeZone, about: about.join(' ') }
    const id = mintId<string>('q', work.random)
    const item = {
      ...asked,
      ...(weekStartsOn !== 1 && { weekStartsOn }),
      ...(agent !== undefined && { agent }),
      ...(quotes === true && { isTainted: true }),
      ...(place !== undefined && { place }),
    }
    const before = found && itemsOf(found)
    if (found && before && !isFull(before)) {
      found.patch({ questions: { ...before, [id]: item } })
      return done({ conversation: found.id, question: id })
    }
    const record = await work.create(conversationType, {
      title: titleOf(words),
      questions: { [id]: item },
      ...(found && { continues: found.id }),
      createdAt: askedAt,
      createdBy: work.principal,
    })
    return done({ conversation: record.id, question: id })
  },
})

/** As long as nobody has taken it. */
export const editQuestion = command({
  name: 'assistant.editQuestion',
  says: 'Change the words of a question that nobody has begun to answer.',
  effect: 'write',
  input: question.extend({ text }),
  run: (work, { text: words, ...place }) =>
    inQuestion(work, place, ({ state }) => {
      if (state !== 'waiting' && state !== 'stale') return refused('question-taken')
      return done({ text: words })
    }),
})

/** Also while it is being answered: what was done stays. */
export const cancelQuestion = command({
  name: 'assistant.cancelQuestion',
  says: 'Take a question back that has no answer yet.',
  effect: 'write',
  input: question,
  run: (work, place) =>
    inQuestion(work, place, ({ state }) => {
      if (state === 'answered' || state === 'failed') return refused('question-answered')
      return done({ state: 'cancelled' })
    }),
})

/** One that waited for too long, or failed, is asked once more. */
export const confirmQuestion = command({
  name: 'assistant.askAgain',
  says: 'Ask a question once more that waited for too long or failed.',
  effect: 'write',
  input: question,
  run: (work, place) =>
    inQuestion(work, place, ({ state }) => {
      if (state === 'answered' || state === 'taken') return refused('question-taken')
      return done({ state: 'waiting', confirmedAt: work.clock.now(), problem: '' })
    }),
})

export const renameConversation = command({
  name: 'assistant.renameConversation',
  says: 'Give a conversation another title.',
  effect: 'write',
  input: z.object({ id: conversationId, title: z.string().trim().min(1).max(120) }),
  run: (work, { id, title }) => inConversation(work, id, (found) => found.patch({ title })),
})

export const trashConversation = command({
  name: 'assistant.trashConversation',
  says: 'Put a conversation into the trash.',
  effect: 'destructive',
  input: z.object({ id: conversationId }),
  run: (work, { id }) =>
    inConversation(work, id, (found) => {
      if (found.fields().trashedAt === undefined) found.patch({ trashedAt: work.clock.now() })
    }),
})

export const restoreConversation = command({
  name: 'assistant.restoreConversation',
  says: 'Take a conversation back out of the trash.',
  effect: 'write',
  input: z.object({ id: conversationId }),
  run: (work, { id }) => inConversation(work, id, (found) => found.patch({ trashedAt: null })),
})

/** What becomes of a question. No caller but an agent's job has it: it is in no list of commands. */
export const settleQuestion = command({
  name: 'assistant.settleQuestion',
  says: 'Say what becomes of a question.',
  effect: 'write',
  input: question.extend({
    state: z.enum(['taken', 'stale', 'answered', 'failed', 'cancelled']),
    job: z.string().max(64),
    answer: z.string().max(100_000).optional(),
    sources: z.string().max(8_000).optional(),
    queries: z.string().max(8_000).optional(),
    isTainted: z.boolean().optional(),
    problem: z.string().max(500).optional(),
  }),
  run: (work, { conversation, question: id, ...said }) =>
    inQuestion(work, { conversation, question: id }, ({ state }) => {
      // Of one that was taken back nothing is said any more but what had been done by then.
      if (state === 'cancelled' && said.state !== 'cancelled') return refused('question-cancelled')
      if (state === 'answered' || (state === 'failed' && said.state === 'cancelled')) return done({})
      const isEnd = said.state === 'answered' || said.state === 'failed'
      return done({ ...said, ...(isEnd && { answeredAt: work.clock.now(), answeredBy: work.principal }) })
    }),
})

type Patch = Readonly<Record<string, string | number | boolean | undefined>>

async function inQuestion<Reason extends string>(
  work: Work,
  place: { readonly conversation: ReplicaId; readonly question: string },
  decide: (question: Question) => Outcome<Reason, Patch>,
): Promise<Outcome<Reason | 'question-missing', void>> {
  const record = await work.open(conversationType, place.conversation)
  const items = record ? itemsOf(record) : {}
  const found = questionsOf(items).find(({ id }) => id === place.question)
  if (!record || !found) return refused('question-missing')
  const decided = decide(found)
  if (!decided.ok) return decided
  const said = Object.entries(decided.value).filter(([, value]) => value !== undefined)
  record.patch({ questions: { ...items, [found.id]: { ...items[found.id], ...Object.fromEntries(said) } } } as Patched)
  return done()
}

type Patched = Parameters<Replica['patch']>[0]

async function inConversation(work: Work, id: ReplicaId, act: (found: Replica) => void) {
  const found = await work.open(conversationType, id)
  if (!found) return refused('conversation-missing')
  act(found)
  return done()
}

function itemsOf(record: Replica): Items {
  return (record.fields().questions ?? {}) as Items
}

const maxTitle = 80

/** Of a conversation that begins with these words. */
export function titleOf(words: string): string {
  const [line = ''] = words.split('\n')
  return line.length <= maxTitle ? line : `${line.slice(0, maxTitle - 1)}…`
}
