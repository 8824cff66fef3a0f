import type { Outcome } from '#shared/kit/outcome.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { JobEnd } from '#server/storage/job-store.ts'
import type { TokenBudget } from '../budgets/token-budget.ts'
import type { EngineAnswer, EngineRefusal, Sources } from '../contract.ts'
import { noteOfJob } from '../tools/job-hold.ts'
import type { ToolBox } from '../tools/tool-box.ts'
import type { HeldJob } from './job-runner.ts'
import { presentAgent } from './may-run.ts'
import { sentenceOfCut, sentenceOfReason } from './problems.ts'
import type { JobPorts } from './run-job.ts'
import { isTakenBack, sayOfQuestion, settleTask, type Task } from './tasks.ts'
import { tellStopped } from './tell-stopped.ts'

const maxAttempts = 5
const firstRetryMs = 2_000

interface Begun {
  readonly agent: AgentRecord
  readonly task: Task
}

interface Ran extends Begun {
  readonly box: ToolBox
  readonly budget: TokenBudget
  readonly outcome: Outcome<EngineRefusal, EngineAnswer>
}

/** What becomes of a job when its engine has come back. */
export async function finishJob(ports: JobPorts, held: HeldJob, ran: Ran): Promise<void> {
  const { agent, task, box, budget, outcome } = ran
  if (await wasStopped(ports, held)) return
  if (box.end === 'lost') return
  if (held.signal.aborted) return giveBack(ports, held)
  const rest = { agent, task, tokens: budget.used, isTainted: box.isTainted }
  const reason = await whyFailed(ports, held, ran)
  if (outcome.ok && reason === undefined) {
    const { text, cut } = outcome.value
    const answer = cut === undefined ? text : `${text}\n\n*${sentenceOfCut(cut)}*`
    const sources = outcome.value.sources ?? box.sources
    return settleJob(ports, held, { ...rest, sources, end: { state: 'done', answer } })
  }
  const canRetry = reason === 'unreachable' || reason === 'stalled' || reason === 'malformed'
  if (canRetry && held.job.attempts < maxAttempts && (await tryLater(ports, held))) return
  const detail = outcome.ok || outcome.reason !== reason ? undefined : outcome.detail
  await settleJob(ports, held, { ...rest, detail, end: { state: 'failed', reason } })
}

/** undefined: nothing is wrong, and who asked and who answers still may. */
async function whyFailed(ports: JobPorts, held: HeldJob, { box, budget, outcome }: Ran): Promise<string | undefined> {
  if (box.end === 'diverged') return 'interrupted'
  const present = await presentAgent(ports, held)
  if (typeof present === 'string') return present
  if (budget.full !== undefined) return `budget ${budget.full}`
  return outcome.ok ? undefined : outcome.reason
}

/** By whoever asked: what is left is to tell what it had done by then. */
async function wasStopped(ports: JobPorts, { organisation, job }: HeldJob): Promise<boolean> {
  const { jobs } = await ports.storage.organisation(organisation)
  const reason = 'question-cancelled'
  const note = noteOfJob(ports.clock, { job, agent: job.agent }, { action: 'assistant.cancelled', reason })
  if (await isTakenBack(ports, job)) await jobs.cancelJob(job.id, { nowMs: ports.clock.now(), reason }, note)
  if ((await jobs.job(job.id))?.state !== 'cancelled') return false
  ports.live.end(job.id)
  await tellStopped(ports, job)
  return true
}

/** Only as long as nothing of it is in the log. */
async function tryLater({ storage, clock }: JobPorts, { organisation, job, lease }: HeldJob): Promise<boolean> {
  const { jobs } = await storage.organisation(organisation)
  if ((await jobs.job(job.id))?.hasCommitted !== false) return false
  const waitMs = firstRetryMs * 4 ** (job.attempts - 1)
  return jobs.releaseJob(lease, { dueMs: clock.now() + waitMs, isAttempt: true })
}

/** The server ends. */
async function giveBack({ storage, clock }: JobPorts, { organisation, lease }: HeldJob): Promise<void> {
  const { jobs } = await storage.organisation(organisation)
  await jobs.releaseJob(lease, { dueMs: clock.now(), isAttempt: false })
}

interface Settled extends Begun {
  readonly tokens?: TokenBudget['used']
  readonly isTainted?: boolean
  readonly sources?: Sources
  /** Of an engine that refused, in words of ours. */
  readonly detail?: string | undefined
  readonly end: Omit<JobEnd, 'nowMs'>
}

/** First what the person reads, then that it is done: whoever dies in between is followed by somebody who does the rest. */
export async function settleJob(
  ports: JobPorts,
  held: HeldJob,
  { agent, task, tokens, sources, detail, isTainted = false, end: ended }: Settled,
): Promise<void> {
  const { job, lease, organisation } = held
  const wrote = await settleTask(ports, { held, agent, task, isTainted, sources, detail, end: ended })
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
  ports.live.end(job.id)
}

/** There is nobody to work for, or nothing to be done any more. */
export async function endUnbegun(
  ports: JobPorts,
  { organisation, job, lease }: HeldJob,
  reason: string,
): Promise<void> {
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
  ports.live.end(job.id)
}
