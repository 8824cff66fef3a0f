import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row } from '../room.ts'
import { type ConversationRow, conversationType, type ProposalRow, proposalType } from './model.ts'

/** Those that are not in the trash, the one that was asked in last first. */
export const conversations: Query<undefined, readonly Row<ConversationRow>[]> = {
  name: 'assistant.conversations',
  types: [conversationType],
  answer: (rows) =>
    rows
      .of(conversationType)
      .filter(({ value }) => value.trashedAt === undefined)
      .toSorted((a, b) => lastAsked(b.value) - lastAsked(a.value) || (a.id < b.id ? -1 : 1)),
}

export const oneConversation: Query<ReplicaId, Row<ConversationRow> | undefined> = {
  name: 'assistant.conversation',
  types: [conversationType],
  answer: (rows, id) => rows.get(conversationType, id),
}

/** What waits for a decision, oldest first; of one conversation, or of all. */
export const waitingProposals: Query<ReplicaId | void, readonly Row<ProposalRow>[]> = {
  name: 'assistant.proposals',
  types: [proposalType],
  answer: (rows, conversation) =>
    rows
      .of(proposalType)
      .filter(({ value }) => value.state === 'waiting')
      .filter(({ value }) => conversation === undefined || value.conversation === conversation)
      .toSorted((a, b) => a.value.createdAt - b.value.createdAt || (a.id < b.id ? -1 : 1)),
}

/** What a job proposed that reached beyond the workspace and was accepted: it left no trace in any thing. Oldest first. */
export const acceptedOutward: Query<string, readonly Row<ProposalRow>[]> = {
  name: 'assistant.acceptedOutward',
  types: [proposalType],
  answer: (rows, job) =>
    rows
      .of(proposalType)
      .filter(({ value }) => value.job === job && value.effect === 'outward' && value.state === 'accepted')
      .toSorted((a, b) => (a.value.decidedAt ?? 0) - (b.value.decidedAt ?? 0) || (a.id < b.id ? -1 : 1)),
}

function lastAsked({ questions, createdAt }: ConversationRow): number {
  return questions.at(-1)?.askedAt ?? createdAt
}
