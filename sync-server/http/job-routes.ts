import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import type { JobSummary } from '#shared/protocol/rest-agents.ts'
import { placeOfJob } from '#server/ai/jobs/scheduled-question.ts'
import { tellStopped } from '#server/ai/jobs/tell-stopped.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { actOf } from './act-of.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { streamJob } from './job-stream.ts'
import { summaryOf } from './job-summary.ts'
import { HttpRefusal } from './problems.ts'

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
    const now = await jobOf(ports, request)
    if (now.state === 'cancelled') await tellStopped(ports, now)
    return summaryOf(now)
  })

  app.get(`${all}/:job/stream`, { config }, async (request, reply) => {
    const job = await jobOf(ports, request)
    const isStillAllowed = async () => (await jobOf(ports, request).catch(() => undefined)) !== undefined
    return streamJob({ ...ports, request, reply, job, isStillAllowed })
  })
}

/** What is kept of the organisation that the workspace of the path belongs to. */
export async function storeOf({ storage }: HttpPorts, request: FastifyRequest) {
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
  const mayRead = found.requester === principal || view.mayRead(placeOfJob(found).conversation)
  if (!mayRead) throw new HttpRefusal('not-found')
  return found
}
