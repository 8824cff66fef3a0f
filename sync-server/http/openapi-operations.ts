import type { z } from 'zod'
import { accountOperations } from './openapi-account.ts'
import { accountAnswers } from './openapi-answers-account.ts'
import { assistantAnswers } from './openapi-answers-assistant.ts'
import { organisationAnswers } from './openapi-answers-organisation.ts'
import { organisationOperations } from './openapi-organisation.ts'
import { workspaceOperations } from './openapi-workspace.ts'

/** What is said of a route beside its door. Bodies are the schemas that the route reads them with. */
export interface Operation {
  readonly summary: string
  readonly body?: z.ZodType
  /** Of a body that is not JSON. */
  readonly bodyType?: string
  readonly query?: z.ZodObject
  /** What is answered: a schema, or the name of one of `answers`, and `X[]` or `X, a page` for lists of them. undefined: nothing. */
  readonly answer?: z.ZodType | string
  readonly answerType?: string
  /** 200, or 204 where nothing is answered. */
  readonly status?: number
}

/** What has a name of its own in the description: shapes that several operations answer. */
export const answers: Readonly<Record<string, z.ZodType>> = {
  ...accountAnswers,
  ...organisationAnswers,
  ...assistantAnswers,
}

/** By method and URL as the server has them. A route without one fails a test. */
export const operations: Readonly<Record<string, Operation>> = {
  ...accountOperations,
  ...workspaceOperations,
  ...organisationOperations,
}
