import type { PrincipalId } from '../../kit/ids.ts'
import type { Rows } from '../../rooms/room.ts'
import { addDays } from '../../rooms/tasks/index.ts'
import { answer, type RecordAnswer } from '../records/answer.ts'
import { recordQuery, type RecordQueryInput } from '../records/query.ts'
import { todayOf } from '../records/zoned-days.ts'
import type { Asker } from './next-actions.ts'

/** `due` can be begun, `waiting` is due as well but waits for another task. */
export type BriefingKind = 'overdue' | 'due' | 'waiting' | 'done' | 'changed' | 'captured'

/** Part of a briefing: a question and its answer, so that whoever reads the number can see the list. */
export interface BriefingPart {
  readonly kind: BriefingKind
  readonly answer: RecordAnswer
}

export interface BriefingParams extends Asker {
  readonly period: 'day' | 'week'
  /** The others of the workspace: whose changes are news. */
  readonly others: readonly PrincipalId[]
}

/**
 * A day: what is late or due today, what was done and changed since yesterday. A week: the seven days ahead and the seven behind.
 * Parts with nothing in them are left out.
 */
export function briefing(rows: Rows, { me, others, moment, period }: BriefingParams): readonly BriefingPart[] {
  const today = todayOf(moment)
  const [back, ahead] = period === 'day' ? [1, 1] : [6, 7]
  const since = { from: addDays(today, -back) }
  const span = { from: today, until: addDays(today, ahead) }
  const due: RecordQueryInput['where'] = { status: ['todo', 'doing'], owner: [...me], due: span }
  const asked: readonly (readonly [BriefingKind, RecordQueryInput | undefined])[] = [
    ['overdue', { types: ['task'], where: { overdue: true, owner: [...me] }, date: 'due' }],
    ['due', { types: ['task'], where: { ...due, waiting: false }, date: 'due' }],
    ['waiting', { types: ['task'], where: { ...due, waiting: true }, date: 'due' }],
    [
      'done',
      {
        types: ['task'],
        where: { status: ['done'], completed: since },
        date: 'completed',
        groupBy: 'person',
        order: { by: 'completed', descending: true },
      },
    ],
    [
      'changed',
      others.length > 0
        ? {
            types: ['task', 'document', 'idea', 'board'],
            where: { changed: since, changedBy: others.slice(0, 50) },
            date: 'changed',
          }
        : undefined,
    ],
    ['captured', { types: ['idea'], where: { created: since } }],
  ]
  return asked.flatMap(([kind, query]) => {
    if (!query) return []
    const part = { kind, answer: answer(rows, recordQuery.parse(query), moment) }
    return part.answer.total > 0 ? [part] : []
  })
}
