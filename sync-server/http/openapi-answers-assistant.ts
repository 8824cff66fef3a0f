import { z } from 'zod'
import type { AgentSummary, JobSummary, ScheduleSummary, TokenUse } from '#shared/protocol/rest-agents.ts'
import {
  type ProviderAnswer,
  providerChecks,
  type ProviderDetail,
  type ProviderTest,
} from '#shared/protocol/rest-assistant.ts'
import { answerOf, principal, time } from './openapi-answer.ts'

const id = z.string()
const provider = z.object({
  endpoint: z.string(),
  chatModel: z.string(),
  embeddingModel: z.string().optional(),
  hasKey: z.boolean(),
})

/** What the doors of agents and of the model behind them answer, by the names that the operations use. */
export const assistantAnswers = {
  AgentSummary: answerOf<AgentSummary>()(
    z.object({
      id,
      principal,
      isBuiltin: z.boolean(),
      name: z.string(),
      isEnabled: z.boolean(),
      model: z.string().optional(),
      temperature: z.number().optional(),
      maxTokens: z.number().optional(),
      instructions: z.string().optional(),
      tools: z.array(z.string()).optional(),
      monthlyTokens: z.number().optional(),
    }),
  ),
  TokenUse: answerOf<TokenUse>()(
    z.object({ who: z.string(), name: z.string(), used: z.number(), reserved: z.number() }),
  ),
  JobSummary: answerOf<JobSummary>()(
    z.object({
      id,
      state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
      requester: principal,
      agent: principal,
      conversation: z.string().optional(),
      question: z.string().optional(),
      schedule: z.string().optional(),
      answer: z.string().optional(),
      problem: z.string().optional().meta({ description: 'Why there is no answer, in a sentence' }),
      createdAt: time,
      endedAt: time.optional(),
    }),
  ),
  ScheduleSummary: answerOf<ScheduleSummary>()(
    z.object({
      id,
      owner: principal,
      text: z.string(),
      rule: z.string(),
      timeZone: z.string(),
      startAt: time,
      agent: z.string().optional(),
      dueAt: time.optional(),
    }),
  ),
  ProviderDetail: answerOf<ProviderDetail>()(provider),
  ProviderAnswer: answerOf<ProviderAnswer>()(z.object({ provider: provider.optional(), allowsPrivate: z.boolean() })),
  ProviderTest: answerOf<ProviderTest>()(
    z.object({
      works: z.boolean(),
      checks: z.array(z.object({ name: z.enum(providerChecks), state: z.enum(['yes', 'no', 'unknown']) })),
      problem: z.string().optional(),
    }),
  ),
} as const satisfies Record<string, z.ZodType>
