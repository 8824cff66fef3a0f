import { alerts } from '#shared/assistant/counsel/alerts.ts'
import { briefing, type BriefingParams } from '#shared/assistant/counsel/briefing.ts'
import { type Asker, nextActions } from '#shared/assistant/counsel/next-actions.ts'
import { answer, type RecordAnswer } from '#shared/assistant/records/answer.ts'
import type { WhoIsWho } from '#shared/assistant/records/directory.ts'
import { factTypes } from '#shared/assistant/records/facets.ts'
import type { RecordQuery } from '#shared/assistant/records/query.ts'
import { lastHere, type Visit } from '#shared/assistant/since/last-here.ts'
import type { Remembered } from '#shared/assistant/since/remembered.ts'
import { type Since, since } from '#shared/assistant/since/since.ts'
import type { Moment } from '#shared/language/moment.ts'
import type { Query } from '#shared/rooms/room.ts'
import { projectType, taskType } from '#shared/rooms/tasks/index.ts'

type Answered<Call extends (...given: never[]) => unknown> = ReturnType<Call>

export const nextActionsNow: Query<Asker, Answered<typeof nextActions>> = {
  name: 'assistant.next',
  types: [taskType],
  answer: (rows, asker) => nextActions(rows, asker, 3),
}

interface Missed extends Asker {
  readonly name: string
  readonly visit: Visit | undefined
  readonly remembered: Remembered | undefined
}

/** undefined: nothing tells when they were here before. */
export const missedNow: Query<Missed, Since | undefined> = {
  name: 'assistant.missed',
  types: factTypes,
  answer: (rows, { visit, ...asked }) => {
    const fromMs = lastHere(rows, { me: asked.me, nowMs: asked.moment.nowMs, visit })
    return fromMs === undefined ? undefined : since(rows, { ...asked, fromMs })
  },
}

export const alertsNow: Query<Asker, Answered<typeof alerts>> = {
  name: 'assistant.alerts',
  types: [taskType, projectType],
  answer: alerts,
}

interface RecordsAsked {
  readonly query: RecordQuery
  readonly moment: Moment
  readonly who: WhoIsWho
}

/** What a model has asked of the records, asked again. */
export const recordsNow: Query<RecordsAsked, RecordAnswer> = {
  name: 'assistant.records',
  types: factTypes,
  answer: (rows, { query, moment, who }) => answer(rows, query, { ...moment, who }),
}

export const briefingNow: Query<BriefingParams, Answered<typeof briefing>> = {
  name: 'assistant.briefing',
  types: factTypes,
  answer: briefing,
}
