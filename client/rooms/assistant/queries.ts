import { alerts } from '#shared/assistant/counsel/alerts.ts'
import { briefing, type BriefingParams } from '#shared/assistant/counsel/briefing.ts'
import { type Asker, nextActions } from '#shared/assistant/counsel/next-actions.ts'
import { factTypes } from '#shared/assistant/records/facets.ts'
import type { Query } from '#shared/rooms/room.ts'
import { projectType, taskType } from '#shared/rooms/tasks/index.ts'

type Answered<Call extends (...given: never[]) => unknown> = ReturnType<Call>

export const nextActionsNow: Query<Asker, Answered<typeof nextActions>> = {
  name: 'assistant.next',
  types: [taskType],
  answer: (rows, asker) => nextActions(rows, asker, 3),
}

export const alertsNow: Query<Asker, Answered<typeof alerts>> = {
  name: 'assistant.alerts',
  types: [taskType, projectType],
  answer: alerts,
}

export const briefingNow: Query<BriefingParams, Answered<typeof briefing>> = {
  name: 'assistant.briefing',
  types: factTypes,
  answer: briefing,
}
