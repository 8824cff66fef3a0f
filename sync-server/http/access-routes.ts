import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { bit, wordOfBits } from '#shared/access/bits.ts'
import { type ObjectRef, replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import { type OrganisationId, type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { isMeantBy } from '#shared/protocol/directory.ts'
import { type DirectoryEntry } from '#shared/protocol/rest-admin.ts'
import { type Explanation, pathGrantBody, type PathGrants, type ReachableThing } from '#shared/protocol/rest-sharing.ts'
import { putBits } from '#server/tenancy/grants.ts'
import { stepsOf } from '#server/tenancy/reasons.ts'
import { directGrants } from '#server/tenancy/sharing.ts'
import { subjectNamed } from '#server/tenancy/subject-named.ts'
import { subjectNames } from '#server/tenancy/subject-names.ts'
import type { PathTarget } from '#server/tenancy/paths.ts'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { titleFor } from './link-routes.ts'
import { inOrder, memberOnly } from './organisation-routes.ts'
import { pageOf } from './pages.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'

const pathQuery = z.object({ path: z.string().min(1).max(500) })
const explainQuery = pathQuery.extend({
  subject: z.string().min(1).max(254),
  action: z.enum(['read', 'write', 'execute', 'share']).default('read'),
})
const takeQuery = pathQuery.extend({ subject: z.string().min(1).max(254) })
const directoryQuery = z.object({ query: z.string().max(254).default('') })

/** What may who, and why: for administrators, by path; and whom one can share with. */
export function accessRoutes(app: FastifyInstance, ports: HttpPorts): void {
  const grantsUrl = '/api/orgs/:org/grants'

  app.get('/api/orgs/:org/access', { config: { door: 'organisation:administer' } }, (request) =>
    explain(ports, request),
  )

  app.get('/api/orgs/:org/access/:subject', { config: { door: 'organisation:administer' } }, async (request, reply) => {
    const keyOf = ({ path }: ReachableThing) => path
    return pageOf({ request, reply }, inOrder(await reachable(ports, request), keyOf), keyOf)
  })

  app.get(grantsUrl, { config: { door: 'organisation:administer' } }, async (request): Promise<PathGrants> => {
    const { path } = bodyAs(pathQuery, request.query)
    const target = await targetOf(ports, request, path)
    return { path, grants: await directGrants(ports, target) }
  })

  app.put(grantsUrl, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    const { path, subject, bits } = bodyAs(pathGrantBody, request.body)
    await putByPath(ports, request, { path, subject, bits })
    return reply.code(204).send()
  })

  app.delete(grantsUrl, { config: { door: 'organisation:administer' } }, async (request, reply) => {
    await putByPath(ports, request, { ...bodyAs(takeQuery, request.query), bits: '---' })
    return reply.code(204).send()
  })

  app.get('/api/orgs/:org/directory', { config: { door: 'organisation:enter' } }, async (request) =>
    directory(ports, await memberOnly(request, ports.access), bodyAs(directoryQuery, request.query).query),
  )
}

async function explain(ports: HttpPorts, request: FastifyRequest): Promise<Explanation> {
  const { subject: words, path, action } = bodyAs(explainQuery, request.query)
  const target = await targetOf(ports, request, path)
  const subject = await subjectOf(ports, target.organisation, words)
  const reasons = await ports.access.explain({ subject, action, target })
  const named = [subject, ...reasons.tuples.map((each) => each.subject)]
  const subjects = await subjectNames(ports, target.organisation, named)
  const things = await thingNames(ports, request, target)
  return { allowed: reasons.isAllowed, bits: wordOfBits(reasons.bits), steps: stepsOf(reasons, { subjects, things }) }
}

/** Of the workspace and the thing in question; what lies between goes by its kind. */
async function thingNames(ports: HttpPorts, request: FastifyRequest, { organisation, workspace, replica }: PathTarget) {
  const names = new Map<ObjectRef, string>()
  const record = workspace && (await (await ports.storage.organisation(organisation)).workspace(workspace))
  if (record) names.set(`workspace:${record.id}`, record.name)
  const title = workspace && replica && (await titleFor(ports, { request, workspace, replica }))
  if (title && replica) names.set(replicaObject(replica), title)
  return { get: (object: string) => names.get(object as ObjectRef) }
}

async function reachable(ports: HttpPorts, request: FastifyRequest): Promise<readonly ReachableThing[]> {
  const organisation = await organisationOf(request)
  const subject = await subjectOf(ports, organisation, (request.params as { subject: string }).subject)
  const store = await ports.storage.organisation(organisation)
  const found: ReachableThing[] = []
  for (const { workspace, bits, exceptions } of await ports.access.listReadable(subject as PrincipalId, organisation)) {
    const path = (await ports.paths.pathOf({ organisation, workspace })) ?? ''
    if (bits & bit.read) {
      const title = (await store.workspace(workspace))?.name ?? ''
      found.push({ path, title, kind: 'workspace', bits: wordOfBits(bits) })
    }
    for (const [replica, own] of exceptions)
      if (own & bit.read) found.push(await thingReached(ports, request, { path, workspace, replica, bits: own }))
  }
  return found
}

interface Reached {
  readonly path: string
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly bits: number
}

/** By its id: where it lies and what it is called is for those to know who may read it. */
async function thingReached(
  ports: HttpPorts,
  request: FastifyRequest,
  { path, workspace, replica, bits }: Reached,
): Promise<ReachableThing> {
  const title = await titleFor(ports, { request, workspace, replica })
  const room = allRooms.find(({ types }) => types.some(({ name }) => name === typeOf(replica)))
  return { path: `${path}/${room?.name ?? 'things'}/${replica}`, title, kind: typeOf(replica), bits: wordOfBits(bits) }
}

async function putByPath(
  ports: HttpPorts,
  request: FastifyRequest,
  { path, subject: words, bits }: { path: string; subject: string; bits: string },
): Promise<void> {
  const target = await targetOf(ports, request, path)
  const subject = await subjectOf(ports, target.organisation, words)
  orRefuse(await putBits(ports, { ...target, subject, bits }, actOf(request)))
}

/** What a path of this very organisation names. */
async function targetOf({ paths }: HttpPorts, request: FastifyRequest, path: string): Promise<PathTarget> {
  const target = await paths.resolve(path)
  if (!target || target.organisation !== (await organisationOf(request)))
    throw new HttpRefusal('not-found', { detail: `There is nothing at ${path}.` })
  return target
}

async function subjectOf(ports: HttpPorts, organisation: OrganisationId, words: string): Promise<SubjectRef> {
  const subject = await subjectNamed(ports, organisation, words)
  if (!subject) throw new HttpRefusal('not-found', { detail: `"${words}" is nobody of this organisation.` })
  return subject
}

const maxEntries = 20

async function directory(ports: HttpPorts, organisation: OrganisationId, query: string) {
  const members = await ports.members.list(organisation)
  const teams = await ports.teams.list(organisation)
  const belonging = members.filter(({ role, suspended }) => role !== 'guest' && !suspended)
  const entries: DirectoryEntry[] = [
    ...members
      .filter(({ suspended }) => !suspended)
      .map(({ principal, name, email }): DirectoryEntry => {
        const kind = principal.startsWith('agent:') ? 'agent' : 'person'
        return { subject: principal, kind, name, ...(email && { email }) }
      }),
    ...teams.map(
      ({ id, name, members: inside }): DirectoryEntry => ({
        subject: `team:${id}#member`,
        kind: 'team',
        name,
        members: inside.length,
      }),
    ),
    {
      subject: `organization:${organisation}#member`,
      kind: 'everyone',
      name: `Everyone in ${await ports.organisations.nameOf(organisation)}`,
      members: belonging.length,
    },
  ]
  return { items: entries.filter((entry) => isMeantBy(entry, query)).slice(0, maxEntries) }
}
