import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { agentDefaults } from '#shared/protocol/rest-agents.ts'
import type { Access } from '#server/access/access.ts'
import { mayWriteIn } from '#server/access/may-write-in.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { Agents } from '../agents/agents.ts'
import { type BuiltinPorts, builtinEngine } from '../builtin/builtin-engine.ts'
import { type BudgetPorts, openTokenBudget } from '../budgets/token-budget.ts'
import type { Engine, EngineLimits } from '../contract.ts'
import { type JobHold, rightsFor } from '../tools/job-hold.ts'
import { openToolBox, type ToolPorts } from '../tools/tool-box.ts'
import { nameOf } from '../tools/who-is-who.ts'
import { endUnbegun, finishJob, settleJob } from './end-job.ts'
import { presentAgent } from './may-run.ts'
import { instructionsFor } from './instructions.ts'
import type { HeldJob } from './job-runner.ts'
import type { LiveAnswers } from './live-answers.ts'
import { asQuestion } from './scheduled-question.ts'
import { isTakenBack, readTask, sayOfQuestion } from './tasks.ts'

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
/** What ends its holder each time would go on for ever. */
const maxLeases = 20

/** One job from what is asked to what is answered. It leaves the job ended, put back, or to whoever has it by now. */
export async function runJob(ports: JobPorts, given: HeldJob): Promise<void> {
  const held = await asQuestion(ports, given)
  const { organisation, job } = held
  const begun = await begin(ports, held)
  if (!begun.ok) return endUnbegun(ports, held, begun.reason)
  const { agent, task } = begun
  const principal: PrincipalId = `agent:${agent.id}` as PrincipalId
  if (job.attempts > maxLeases)
    return settleJob(ports, held, { ...begun, end: { state: 'failed', reason: 'interrupted' } })
  if (job.attempts === 1)
    await sayOfQuestion(ports, { job, agent: agent.id, key: `${job.id}/taken` }, { state: 'taken' })
  const rightsOf = rightsFor(agent, task.people)
  const model = await ports.engineFor({ organisation, agent, principal, job: job.id })
  const engine = model ?? builtinEngine(ports, { ...job, ...task, rightsOf })
  const budget = await openTokenBudget(ports, { organisation, job, agent })
  const stop = new AbortController()
  const signal = AbortSignal.any([held.signal, stop.signal])
  const mayWrite = await mayWriteIn(ports.access, { workspace: job.workspace, rightsOf })
  const hold: JobHold = { ...held, agent, rightsOf, mayWrite, calendar: task.calendar }
  // The built-in one reads before it calls for anything, and nobody clicks: whatever it would do is proposed.
  const isTainted = task.isTainted || !model
  await taintIfHeard(ports, held, isTainted)
  const box = openToolBox(
    ports,
    { ...hold, job: { ...job, isTainted: job.isTainted || isTainted } },
    {
      stop: () => stop.abort(),
      present: async () => ((await isTakenBack(ports, job)) ? 'taken-back' : presentAgent(ports, held)),
    },
  )
  const asker = { id: job.requester, name: await nameOf(ports, job.requester) }
  ports.live.begin(job.id, job.fence)
  const outcome = await engine.run({
    instructions: instructionsFor(agent, { ...task, asker }, ports.clock.now()),
    messages: task.messages,
    tools: box,
    limits: limitsOf(agent),
    signal,
    told: (piece) => ports.live.tell(job.id, piece),
    reserve: budget.reserve,
    settle: budget.settle,
  })
  await finishJob(ports, held, { agent, task, box, budget, outcome })
}

function limitsOf({ configuration: { maxTokens = agentDefaults.maxTokens, temperature } }: AgentRecord): EngineLimits {
  return { maxSteps, maxTokens, maxTokensInAll: maxTokens * agentDefaults.answersInJob, temperature }
}

/** Refused: why nobody should go on with it. */
async function begin(ports: JobPorts, { organisation, job }: HeldJob) {
  const agent = await presentAgent(ports, { organisation, job })
  if (typeof agent === 'string') return { ok: false, reason: agent } as const
  const task = await readTask(ports, job)
  if (!task.ok) return { ok: false, reason: task.reason } as const
  return { ok: true, agent, task: task.value } as const
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
