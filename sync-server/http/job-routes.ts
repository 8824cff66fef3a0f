import type { FastifyInstance, FastifyRequest } from 'fastify'
import { agentPrincipal, mintId } from '#shared/kit/ids.ts'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import { type JobSummary, scheduleBody, type ScheduleSummary } from '#shared/protocol/rest-agents.ts'
import { nextDueMs } from '#server/ai/jobs/schedules.ts'
import { sentenceOfReason } from '#server/ai/jobs/problems.ts'
import type { JobRecord, Schedule } from '#server/storage/job-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { streamJob } from './job-stream.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

const maxListed = 100

/** What agents do for whoever asks here, and nobody else's. */
export function jobRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const config = { door: 'something' } as const
  const all = '/api/workspaces/:id/jobs'

  app.get(all, { config }, async (request): Promise<ListPage<JobSummary>> => {
    const { jobs } = await storeOf(ports, request)
    const asked = { workspace: workspaceOf(request), requester: principalOf(request), limit: maxListed }
    return { items: (await jobs.jobs(asked)).map(summaryOf) }
  })

  app.get(`${all}/:job`, { config }, async (request) => summaryOf(await jobOf(ports, request)))

  app.post(`${all}/:job/cancel`, { config: { door: 'read' } }, async (request): Promise<JobSummary> => {
    const job = await jobOf(ports, request)
    if (job.requester !== principalOf(request)) throw new HttpRefusal('not-found')
    const { jobs } = await storeOf(ports, request)
    const done = { action: 'assistant.cancelled', object: `workspace:${job.workspace}`, body: { job: job.id } }
    const asked = { nowMs: ports.clock.now(), reason: 'requester' }
    await jobs.cancelJob(job.id, asked, noteOf(ports.clock, actOf(request), done))
    ports.bell.stop(job.id)
    return summaryOf(await jobOf(ports, request))
  })

  app.get(`${all}/:job/stream`, { config }, async (request, reply) => {
    const job = await jobOf(ports, request)
    const isStillAllowed = async () => (await jobOf(ports, request).catch(() => undefined)) !== undefined
    return streamJob({ ...ports, request, reply, job, isStillAllowed })
  })

  scheduleRoutes(app, ports)
}

/** Words for an agent that come again: whoever may write in the workspace makes them, and sees and ends their own. */
function scheduleRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const all = '/api/workspaces/:id/schedules'
  const own = async (request: FastifyRequest) =>
    (await (await storeOf(ports, request)).jobs.schedules(workspaceOf(request))).filter(
      ({ owner }) => owner === principalOf(request),
    )

  app.get(all, { config: { door: 'something' } }, async (request): Promise<ListPage<ScheduleSummary>> => {
    return { items: (await own(request)).map(scheduleSummary) }
  })

  app.post(all, { config: { door: 'execute' } }, async (request, reply): Promise<ScheduleSummary> => {
    const { text, rule, timeZone, startAt, agent: words } = bodyAs(scheduleBody, request.body)
    const workspace = workspaceOf(request)
    const home = await homeOfWorkspace(ports.storage, workspace)
    if (!home) throw new HttpRefusal('no-access')
    const { organisation, store } = home
    const agent = await (words === undefined
      ? ports.agents.builtin(organisation)
      : ports.agents.find(organisation, words))
    if (!agent) throw new HttpRefusal('invalid-input', { detail: 'agent: there is none of that name.' })
    const dueMs = dueOrRefuse({ rule, zone: timeZone, startMs: startAt }, ports.clock.now())
    const id = mintId<string>('schedule', ports.random)
    const rest = { text, rule, zone: timeZone, startMs: startAt, dueMs }
    const schedule = { id, workspace, agent: agent.id, owner: principalOf(request), ...rest }
    const done = { action: 'schedule.made', object: `workspace:${workspace}`, body: { schedule: id, rule, timeZone } }
    await store.jobs.putSchedule(schedule, noteOf(ports.clock, actOf(request), done))
    ports.bell.wake(organisation)
    reply.code(201)
    return scheduleSummary(schedule)
  })

  app.delete(`${all}/:schedule`, { config: { door: 'read' } }, async (request, reply) => {
    const { schedule } = request.params as { schedule: string }
    if (!(await own(request)).some(({ id }) => id === schedule)) throw new HttpRefusal('not-found')
    const object = `workspace:${workspaceOf(request)}`
    const note = noteOf(ports.clock, actOf(request), { action: 'schedule.removed', object, body: { schedule } })
    await (await storeOf(ports, request)).jobs.removeSchedule(schedule, note)
    return reply.code(204).send()
  })
}

function dueOrRefuse(timing: Parameters<typeof nextDueMs>[0], nowMs: number): number {
  try {
    const dueMs = nextDueMs(timing, Math.max(nowMs, timing.startMs - 1))
    if (dueMs !== undefined) return dueMs
  } catch {
    throw new HttpRefusal('invalid-input', { detail: 'timeZone: this is no time zone.' })
  }
  throw new HttpRefusal('invalid-input', { detail: 'rule: this is no rule of RFC 5545, or it is over.' })
}

async function storeOf({ storage }: HttpPorts, request: FastifyRequest) {
  const home = await homeOfWorkspace(storage, workspaceOf(request))
  if (!home) throw new HttpRefusal('no-access')
  return home.store
}

/** One's own, or one of a conversation that one may read; of another there is nothing to be seen. */
async function jobOf(ports: HttpPorts, request: FastifyRequest): Promise<JobRecord> {
  const workspace = workspaceOf(request)
  const principal = principalOf(request)
  const view = await ports.access.viewOf(principal, workspace)
  const found = view && (await (await storeOf(ports, request)).jobs.job((request.params as { job: string }).job))
  if (!found || found.workspace !== workspace) throw new HttpRefusal('not-found')
  const { task, requester } = found
  const mayRead = requester === principal || (task.kind === 'question' && view.mayRead(task.conversation))
  if (!mayRead) throw new HttpRefusal('not-found')
  return found
}

function summaryOf({ id, state, requester, agent, task, answer, reason, createdMs, endedMs }: JobRecord): JobSummary {
  return {
    id,
    state,
    requester,
    agent: agentPrincipal(agent),
    ...(task.kind === 'question' && { conversation: task.conversation, question: task.question }),
    ...(task.kind === 'scheduled' && { schedule: task.schedule }),
    ...(answer !== undefined && { answer }),
    ...(state === 'failed' && { problem: sentenceOfReason(reason) }),
    createdAt: createdMs,
    ...(endedMs !== undefined && { endedAt: endedMs }),
  }
}

function scheduleSummary({ id, owner, agent, text, rule, zone, startMs, dueMs }: Schedule): ScheduleSummary {
  return { id, owner, agent, text, rule, timeZone: zone, startAt: startMs, ...(dueMs !== null && { dueAt: dueMs }) }
}
