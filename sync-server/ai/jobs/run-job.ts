import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { Access } from '#server/access/access.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobEnd } from '#server/storage/job-store.ts'
import type { Agents } from '../agents/agents.ts'
import { type BuiltinPorts, builtinEngine } from '../builtin/builtin-engine.ts'
import { type BudgetPorts, openTokenBudget, type TokenBudget } from '../budgets/token-budget.ts'
import type { Engine, EngineAnswer, EngineRefusal } from '../contract.ts'
import { type JobHold, noteOfJob, rightsFor } from '../tools/job-hold.ts'
import { openToolBox, type ToolBox, type ToolPorts } from '../tools/tool-box.ts'
import { isAllowedToRun } from './may-run.ts'
import { instructionsFor } from './instructions.ts'
import type { HeldJob } from './job-runner.ts'
import type { LiveAnswers } from './live-answers.ts'
import { sentenceOfReason } from './problems.ts'
import { asQuestion } from './scheduled-question.ts'
import { readTask, sayOfQuestion, settleTask, type Task } from './tasks.ts'
import type { Outcome } from '#shared/kit/outcome.ts'

export interface JobPorts extends ToolPorts, BudgetPorts, BuiltinPorts {
  readonly access: Access
  readonly agents: Agents
  readonly live: LiveAnswers
  /** undefined: the organisation has none, and the built-in one answers. */
  engineFor(asked: EngineAsked): Promise<Engine | undefined>
}

export interface EngineAsked {
  readonly organisation: OrganisationId
  readonly agent: AgentRecord
  readonly principal: PrincipalId
  readonly job: string
}

const maxSteps = 12
const usualMaxTokens = 4_096
const maxAttempts = 5
/** What ends its holder each time would go on for ever. */
const maxLeases = 20
const firstRetryMs = 2_000

/** One job from what is asked to what is answered. It leaves the job ended, put back, or to whoever has it by now. */
export async function runJob(ports: JobPorts, given: HeldJob): Promise<void> {
  const held = await asQuestion(ports, given)
  const { organisation, job } = held
  const begun = await begin(ports, held)
  if (!begun.ok) return end(ports, held, begun.reason)
  const { agent, task } = begun
  const principal: PrincipalId = `agent:${agent.id}` as PrincipalId
  if (job.attempts > maxLeases)
    return settle(ports, held, { ...begun, end: { state: 'failed', reason: 'interrupted' } })
  if (job.attempts === 1)
    await sayOfQuestion(ports, { job, agent: agent.id, key: `${job.id}/taken` }, { state: 'taken' })
  const rightsOf = rightsFor(agent, task.people)
  const model = await ports.engineFor({ organisation, agent, principal, job: job.id })
  const engine = model ?? builtinEngine(ports, { ...job, ...task, rightsOf })
  const budget = await openTokenBudget(ports, {
    organisation,
    job: job.id,
    fence: job.fence,
    agent,
    requester: job.requester,
  })
  const stop = new AbortController()
  const signal = AbortSignal.any([held.signal, stop.signal])
  const hold: JobHold = { ...held, agent, rightsOf, timeZone: task.timeZone }
  // The built-in one reads before it calls for anything, and nobody clicks: whatever it would do is proposed.
  const isTainted = task.isTainted || !model
  await taintIfHeard(ports, held, isTainted)
  const box = openToolBox(ports, { ...hold, job: { ...job, isTainted: job.isTainted || isTainted } }, () =>
    stop.abort(),
  )
  ports.live.begin(job.id)
  const outcome = await engine.run({
    instructions: instructionsFor(agent, task, ports.clock.now()),
    messages: task.messages,
    tools: box,
    limits: {
      maxSteps,
      maxTokens: agent.configuration.maxTokens ?? usualMaxTokens,
      temperature: agent.configuration.temperature,
    },
    signal,
    told: (piece) => ports.live.tell(job.id, piece),
    reserve: budget.reserve,
    settle: budget.settle,
  })
  await finish(ports, held, { agent, task, box, budget, outcome })
}

interface Begun {
  readonly agent: AgentRecord
  readonly task: Task
}

/** Refused: why nobody should go on with it. */
async function begin(ports: JobPorts, { organisation, job }: HeldJob) {
  const agent = await ports.agents.find(organisation, job.agent)
  if (!agent?.configuration.isEnabled) return { ok: false, reason: 'no-agent' } as const
  if (!(await isAllowedToRun(ports, { job, agent }))) return { ok: false, reason: 'no-rights' } as const
  const task = await readTask(ports, job)
  if (!task.ok) return { ok: false, reason: task.reason } as const
  return { ok: true, agent, task: task.value } as const
}

interface Ran extends Begun {
  readonly box: ToolBox
  readonly budget: TokenBudget
  readonly outcome: Outcome<EngineRefusal, EngineAnswer>
}

async function finish(ports: JobPorts, held: HeldJob, { agent, task, box, budget, outcome }: Ran): Promise<void> {
  if (box.end === 'lost') return
  const tokens = budget.used
  if (outcome.ok && box.end === undefined) {
    const { text } = outcome.value
    return settle(ports, held, { agent, task, tokens, isTainted: box.isTainted, end: { state: 'done', answer: text } })
  }
  const refusal = outcome.ok ? 'malformed' : outcome.reason
  if (held.signal.aborted) return giveBack(ports, held)
  const canRetry = refusal === 'unreachable' || refusal === 'stalled' || refusal === 'malformed'
  if (canRetry && box.end === undefined && held.job.attempts < maxAttempts && (await tryLater(ports, held))) return
  const reason = box.end === 'diverged' ? 'interrupted' : budget.full === undefined ? refusal : `budget ${budget.full}`
  await settle(ports, held, { agent, task, tokens, isTainted: box.isTainted, end: { state: 'failed', reason } })
}

/** Only as long as nothing of it is in the log. */
async function tryLater({ storage, clock }: JobPorts, { organisation, job, lease }: HeldJob): Promise<boolean> {
  const { jobs } = await storage.organisation(organisation)
  if ((await jobs.job(job.id))?.hasCommitted !== false) return false
  const waitMs = firstRetryMs * 4 ** (job.attempts - 1)
  return jobs.releaseJob(lease, { dueMs: clock.now() + waitMs, isAttempt: true })
}

/** The server ends, or it was cancelled: then it has ended already, and this changes nothing. */
async function giveBack({ storage, clock }: JobPorts, { organisation, lease }: HeldJob): Promise<void> {
  const { jobs } = await storage.organisation(organisation)
  await jobs.releaseJob(lease, { dueMs: clock.now(), isAttempt: false })
}

/** An answer that was made of what others have written stands in the conversation, and is read again. */
async function taintIfHeard(
  { storage }: JobPorts,
  { organisation, job, lease }: HeldJob,
  isTainted: boolean,
): Promise<void> {
  if (!isTainted || job.isTainted) return
  await (await storage.organisation(organisation)).jobs.taintJob(lease)
}

interface Settled extends Begun {
  readonly tokens?: TokenBudget['used']
  readonly isTainted?: boolean
  readonly end: Omit<JobEnd, 'nowMs'>
}

/** First what the person reads, then that it is done: whoever dies in between is followed by somebody who does the rest. */
async function settle(ports: JobPorts, held: HeldJob, { agent, task, tokens, isTainted = false, end: ended }: Settled) {
  const { job, lease, organisation } = held
  const wrote = await settleTask(ports, { held, agent, task, isTainted, end: ended })
  ports.live.end(job.id)
  const { jobs } = await ports.storage.organisation(organisation)
  const action = ended.state === 'done' ? 'assistant.answered' : 'assistant.failed'
  const note = noteOfJob(
    ports.clock,
    { job, agent: agent.id },
    { action, ...tokens, ...(ended.reason && { reason: ended.reason }) },
  )
  const nowMs = ports.clock.now()
  if (wrote) await jobs.endJob(lease, { ...ended, nowMs }, note)
  else await jobs.cancelJob(job.id, { nowMs, reason: 'question-gone' }, { ...note, action: 'assistant.cancelled' })
}

/** There is nobody to work for, or nothing to be done any more. */
async function end(ports: JobPorts, { organisation, job, lease }: HeldJob, reason: string): Promise<void> {
  ports.live.end(job.id)
  const { jobs } = await ports.storage.organisation(organisation)
  const nowMs = ports.clock.now()
  const note = (action: string) => noteOfJob(ports.clock, { job, agent: job.agent }, { action, reason })
  // Whoever still may read it learns why nobody answers.
  if (reason === 'no-agent' || reason === 'no-rights') {
    const said = { state: 'failed', problem: sentenceOfReason(reason) }
    await sayOfQuestion(ports, { job, agent: job.agent, key: `${job.id}/end` }, said)
  }
  if (reason === 'question-answered') await jobs.endJob(lease, { state: 'done', nowMs }, note('assistant.answered'))
  else await jobs.cancelJob(job.id, { nowMs, reason }, note('assistant.cancelled'))
}
