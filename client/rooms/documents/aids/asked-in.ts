import type { ReplicaId } from '#shared/kit/ids.ts'
import { conversationType, proposalType, type Question } from '#shared/rooms/assistant/index.ts'
import type { Query } from '#shared/rooms/room.ts'

/** Something that was asked of a model at a place of a document, and that still has something to say there. */
export interface AskedHere {
  readonly conversation: ReplicaId
  readonly question: Question
  /** How much of what came of it waits elsewhere than in the text. */
  readonly waiting: number
}

/** Those of one document, oldest first. What was answered by changes of the text is shown by these. */
export const askedIn: Query<ReplicaId, readonly AskedHere[]> = {
  name: 'documents.asked',
  types: [conversationType, proposalType],
  answer: (rows, document) => {
    const asked = rows.of(conversationType).flatMap(({ id, value: { questions, trashedAt } }) => {
      if (trashedAt !== undefined) return []
      const here = questions.filter(
        ({ place, about, state }) => place && about[0] === document && state !== 'cancelled',
      )
      return here.map((question) => ({ conversation: id, question }))
    })
    if (asked.length === 0) return none
    const proposals = rows.of(proposalType).map(({ value }) => value)
    const found = asked.flatMap((each) => {
      const made = proposals.filter(({ job }) => each.question.job !== '' && job === each.question.job)
      const isInText = made.some(({ command, target }) => command === 'documents.replaceBlocks' && target === document)
      if (each.question.state === 'answered' && isInText) return []
      return [{ ...each, waiting: made.filter(({ state }) => state === 'waiting').length }]
    })
    return found.toSorted((one, other) => one.question.askedAt - other.question.askedAt)
  },
}

const none: readonly AskedHere[] = []
