import { z } from 'zod'
import {
  type AgentSummary,
  type AgentTool,
  type AskableAgent,
  type JobSummary,
  type ScheduleSummary,
  type TokenUse,
  toolEffects,
} from '#shared/protocol/rest-agents.ts'
import {
  type EmbeddingStatus,
  type ProviderAnswer,
  providerChecks,
  type ProviderDetail,
  type ProviderTest,
} from '#shared/protocol/rest-assistant.ts'
import { weekStarts } from '#shared/language/moment.ts'
import { answerOf, principal, time } from './openapi-answer.ts'

const id = z.string()
const provider = z.object({
  endpoint: z.string(),
  chatModel: z.string(),
  embeddingModel: z.string().optional(),
  hasKey: z.boolean(),
})

const job = z.object({
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
  AgentTool: answerOf<AgentTool>()(z.object({ name: z.string(), says: z.string(), effect: z.enum(toolEffects) })),
  AskableAgent: answerOf<AskableAgent>()(z.object({ id, name: z.string(), isBuiltin: z.boolean() })),
  JobSummary: answerOf<JobSummary>()(job),
  ScheduleSummary: answerOf<ScheduleSummary>()(
    z.object({
      id,
      owner: principal,
      text: z.string(),
      rule: z.string(),
      timeZone: z.string(),
      weekStartsOn: z.literal(weekStarts),
      startAt: time,
      agent: z.string().optional(),
      agentName: z.string().optional(),
      state: z.enum(['waiting', 'off', 'over']),
      dueAt: time.optional(),
      problem: z.string().optional().meta({ description: 'Why it would not be answered now, in a sentence' }),
      lastRun: job.optional(),
    }),
  ),
  ProviderDetail: answerOf<ProviderDetail>()(provider),
  ProviderAnswer: answerOf<ProviderAnswer>()(z.object({ provider: provider.optional(), allowsPrivate: z.boolean() })),
  ProviderTest: answerOf<ProviderTest>()(
    z.object({
      works: z.boolean(),
      checks: z.array(z.object({ name: z.enum(providerChecks), state: z.enum(['yes', 'no', 'unknown']) })),
      dimensions: z.number().optional(),
      problem: z.string().optional(),
      note: z.string().optional().meta({ description: 'What is otherwise than usual, though it works' }),
    }),
  ),
  EmbeddingStatus: answerOf<EmbeddingStatus>()(
    z.object({
      isOn: z.boolean(),
      passages: z.number(),
      embedded: z.number(),
      tokens: z.number(),
      problem: z.string().optional().meta({ description: 'Why it does not go on, in a sentence' }),
    }),
  ),
} as const satisfies Record<string, z.ZodType>
