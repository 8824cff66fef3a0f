import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mintId } from '#shared/kit/ids.ts'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import {
  type AskableAgent,
  scheduleBody,
  scheduleChangeBody,
  type ScheduleSummary,
} from '#shared/protocol/rest-agents.ts'
import { askableAgents, type Asker, whyNotAsked } from '#server/ai/agents/askable.ts'
import { nextDueMs, sourceOf } from '#server/ai/jobs/schedules.ts'
import type { Schedule } from '#server/storage/job-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { storeOf } from './job-routes.ts'
import { summaryOf } from './job-summary.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

/** Of one person in one workspace. */
const maxSchedules = 50

/** Whom one may ask, and words for them that come again: whoever may have agents work here makes these, and sees, changes and ends their own. */
export function scheduleRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const all = '/api/workspaces/:id/schedules'
  const something = { config: { door: 'something' } } as const

  app.get('/api/workspaces/:id/agents', something, async (request): Promise<ListPage<AskableAgent>> => {
    const found = await askableAgents(ports, await askerOf(ports, request))
    return { items: found.map(({ id, isBuiltin, configuration: { name } }) => ({ id, name, isBuiltin })) }
  })

  app.get(all, something, async (request): Promise<ListPage<ScheduleSummary>> => {
    const own = await ownSchedules(ports, request)
    return { items: await Promise.all(own.map((each) => scheduleSummary(ports, request, each))) }
  })

  app.post(all, { config: { door: 'execute' } }, async (request, reply): Promise<ScheduleSummary> => {
    const asked = bodyAs(scheduleBody, request.body)
    if ((await ownSchedules(ports, request)).length >= maxSchedules)
      throw new HttpRefusal('quota-exceeded', { detail: `${maxSchedules} schedules in a workspace are the most.` })
    const workspace = workspaceOf(request)
    const id = mintId<string>('schedule', ports.random)
    const schedule = await planned(ports, request, { id, workspace, owner: principalOf(request), ...asked })
    await put(ports, request, { schedule, action: 'schedule.made' })
    reply.code(201)
    return scheduleSummary(ports, request, schedule)
  })

  app.patch(`${all}/:schedule`, { config: { door: 'execute' } }, async (request): Promise<ScheduleSummary> => {
    const { isEnabled, ...changes } = bodyAs(scheduleChangeBody, request.body)
    const before = await ownSchedule(ports, request)
    const { text, rule, zone: timeZone, weekStartsOn, startMs: startAt, agent } = before
    const isOn = isEnabled ?? stateOf(ports, before) !== 'off'
    const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    // What is only switched off need not be good for anything any more.
    const schedule = isOn
      ? await planned(ports, request, { ...before, text, rule, timeZone, weekStartsOn, startAt, agent, ...said })
      : { ...before, dueMs: null }
    await put(ports, request, { schedule, action: 'schedule.changed' })
    return scheduleSummary(ports, request, schedule)
  })

  app.delete(`${all}/:schedule`, { config: { door: 'read' } }, async (request, reply) => {
    const { id } = await ownSchedule(ports, request)
    const object = `workspace:${workspaceOf(request)}`
    const note = noteOf(ports.clock, actOf(request), { action: 'schedule.removed', object, body: { schedule: id } })
    await (await storeOf(ports, request)).jobs.removeSchedule(id, note)
    return reply.code(204).send()
  })
}

async function ownSchedules(ports: HttpPorts, request: FastifyRequest): Promise<readonly Schedule[]> {
  const all = await (await storeOf(ports, request)).jobs.schedules(workspaceOf(request))
  return all.filter(({ owner }) => owner === principalOf(request))
}

/** The one of the path; that of somebody else is not there. */
async function ownSchedule(ports: HttpPorts, request: FastifyRequest): Promise<Schedule> {
  const { schedule } = request.params as { schedule: string }
  const found = (await ownSchedules(ports, request)).find(({ id }) => id === schedule)
  if (!found) throw new HttpRefusal('not-found')
  return found
}

async function askerOf({ storage }: HttpPorts, request: FastifyRequest): Promise<Asker> {
  const workspace = workspaceOf(request)
  const organisation = (await homeOfWorkspace(storage, workspace))?.organisation
  if (!organisation) throw new HttpRefusal('no-access')
  return { organisation, workspace, requester: principalOf(request) }
}

type Wanted = ReturnType<typeof scheduleBody.parse> & Pick<Schedule, 'id' | 'workspace' | 'owner'>

/** With an agent that may be asked now, and a day that is still to come. */
async function planned(ports: HttpPorts, request: FastifyRequest, wanted: Wanted): Promise<Schedule> {
  const { id, workspace, owner, text, rule, timeZone: zone, weekStartsOn = 1, startAt, agent: words } = wanted
  // The clock on the wall has seconds; the first time would be over before it came.
  const startMs = startAt - (startAt % 1_000)
  const asker = await askerOf(ports, request)
  const { organisation } = asker
  const agent = await (words === undefined
    ? ports.agents.builtin(organisation)
    : ports.agents.find(organisation, words))
  // Of one that one may not ask nothing is told, nor whether there is one.
  const why = await whyNotAsked(ports, { ...asker, agent })
  if (!agent || why) throw new HttpRefusal('invalid-input', { detail: `agent: ${why}` })
  const dueMs = dueOrRefuse({ rule, zone, startMs }, ports.clock.now())
  return { id, workspace, owner, agent: agent.id, text, rule, zone, weekStartsOn, startMs, dueMs }
}

async function put(
  ports: HttpPorts,
  request: FastifyRequest,
  { schedule, action }: { schedule: Schedule; action: 'schedule.made' | 'schedule.changed' },
): Promise<void> {
  const { id, workspace, rule, zone: timeZone, dueMs } = schedule
  const body = { schedule: id, rule, timeZone, isEnabled: dueMs !== null }
  const note = noteOf(ports.clock, actOf(request), { action, object: `workspace:${workspace}`, body })
  await (await storeOf(ports, request)).jobs.putSchedule(schedule, note)
  const { organisation } = await askerOf(ports, request)
  ports.bell.wake(organisation)
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

/** What is not due any more was switched off, unless its days are over. */
function stateOf({ clock }: HttpPorts, schedule: Schedule): ScheduleSummary['state'] {
  if (schedule.dueMs !== null) return 'waiting'
  return nextDueMs(schedule, clock.now()) === undefined ? 'over' : 'off'
}

async function scheduleSummary(
  ports: HttpPorts,
  request: FastifyRequest,
  schedule: Schedule,
): Promise<ScheduleSummary> {
  const { id, owner, agent: agentId, text, rule, zone, weekStartsOn, startMs, dueMs } = schedule
  const asker = await askerOf(ports, request)
  const agent = await ports.agents.find(asker.organisation, agentId)
  const lastRun = await (await storeOf(ports, request)).jobs.lastJob(sourceOf(id))
  const problem = await whyNotAsked(ports, { ...asker, agent })
  return {
    id,
    owner,
    agent: agentId,
    ...(agent && { agentName: agent.configuration.name }),
    text,
    rule,
    timeZone: zone,
    weekStartsOn,
    startAt: startMs,
    state: stateOf(ports, schedule),
    ...(dueMs !== null && { dueAt: dueMs }),
    ...(lastRun && { lastRun: summaryOf(lastRun) }),
    ...(problem !== undefined && { problem }),
  }
}
