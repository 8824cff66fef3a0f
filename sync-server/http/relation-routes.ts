import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { nexusModel } from '#shared/access/nexus-model.ts'
import type { SubjectRef, Tuple } from '#shared/access/tuples.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { objectOf } from '#server/tenancy/grants.ts'
import type { PathTarget } from '#server/tenancy/paths.ts'
import { subjectNamed } from '#server/tenancy/subject-named.ts'
import { subjectNames } from '#server/tenancy/subject-names.ts'
import { actOf } from './act-of.ts'
import { organisationOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal } from './problems.ts'

const url = '/api/orgs/:org/relations'
const config = { door: 'organisation:administer' } as const

/** PUT and DELETE …/relations: one tuple of the model, by path. Members come and go by their own doors. */
export const relationBody = z.object({
  subject: z.string().min(1).max(254),
  relation: z.string().min(1).max(40),
  path: z.string().min(1).max(500),
})
const relationsQuery = relationBody.pick({ path: true })

/** A tuple as people call its parts. */
export interface NamedRelation {
  readonly subject: string
  readonly name: string
  readonly relation: string
}

/** What was written, word for word, for operators; what follows from it is asked at …/access. */
export function relationRoutes(app: FastifyInstance, ports: HttpPorts): void {
  app.get(url, { config }, async (request) => {
    const { path } = bodyAs(relationsQuery, request.query)
    return { path, relations: await relationsOn(ports, await targetOf(ports, request, path)) }
  })

  app.put(url, { config }, async (request, reply) => {
    await write(ports, request, 'put')
    return reply.code(204).send()
  })

  app.delete(url, { config }, async (request, reply) => {
    await write(ports, request, 'take')
    return reply.code(204).send()
  })
}

async function relationsOn(ports: HttpPorts, target: PathTarget): Promise<readonly NamedRelation[]> {
  const store = await ports.storage.organisation(target.organisation)
  const tuples = await store.lookAtTuples((view) => [...view.tuplesOn(objectOf(target))])
  const names = await subjectNames(
    ports,
    target.organisation,
    tuples.map(({ subject }) => subject),
  )
  return tuples.map(({ subject, relation }) => {
    const named = names.get(subject)
    return { subject, name: named?.email || named?.name || subject, relation }
  })
}

async function write(ports: HttpPorts, request: FastifyRequest, way: 'put' | 'take'): Promise<void> {
  const { subject: words, relation, path } = bodyAs(relationBody, way === 'put' ? request.body : request.query)
  const target = await targetOf(ports, request, path)
  const subject = await subjectNamed(ports, target.organisation, words)
  if (!subject) throw new HttpRefusal('not-found', { detail: `"${words}" is nobody of this organisation.` })
  const tuple = tupleOf(target, { relation, subject })
  const { organisation, workspace, replica } = target
  const places = workspace && replica ? [{ workspace, replica }] : []
  const action = way === 'put' ? 'relation.written' : 'relation.taken'
  const note = noteOf(ports.clock, actOf(request), { action, object: tuple.object, body: { subject, relation } })
  const written = await ports.access.writeTuples(organisation, { [way]: [tuple], places }, note)
  if (!written.ok) throw new HttpRefusal(written.reason === 'last-owner' ? 'last-owner' : 'not-grantable')
}

/** Memberships come with a link to the account, so they are not written here. */
const elsewhere = new Set(['admin', 'member', 'guest', 'organization', 'inherit'])

function tupleOf(target: PathTarget, { relation, subject }: Pick<Tuple, 'relation' | 'subject'>): Tuple {
  const object = objectOf(target)
  const type = object.slice(0, object.indexOf(':'))
  const known = [...(nexusModel.types.get(type)?.keys() ?? [])]
  const grantable = known.filter((each) => !each.startsWith('can_') && !elsewhere.has(each))
  if (!grantable.includes(relation))
    throw new HttpRefusal('invalid-input', { detail: `relation: expected ${grantable.join(', ')} for a ${type}.` })
  return { object, relation, subject: subject as SubjectRef }
}

async function targetOf({ paths }: HttpPorts, request: FastifyRequest, path: string): Promise<PathTarget> {
  const target = await paths.resolve(path)
  if (!target || target.organisation !== (await organisationOf(request)))
    throw new HttpRefusal('not-found', { detail: `There is nothing at ${path}.` })
  return target
}
