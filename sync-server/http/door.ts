import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Action, OrganisationAction } from '#shared/access/roles.ts'
import {
  isReplicaId,
  isWorkspaceId,
  type OrganisationId,
  type PrincipalId,
  type ReplicaId,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import type { Account } from '#shared/protocol/rest.ts'
import type { Access } from '#server/access/access.ts'
import { operator } from '#server/access/operator-access.ts'
import type { OwnOrigin } from '#server/access/own-origin.ts'
import type { Credential, Credentials } from '#server/identity/credentials.ts'
import type { Storage } from '#server/storage/storage.ts'
import { onlyOrganisation } from '#server/identity/key-limits.ts'
import { sessionTokenOf } from '#server/identity/session-cookie.ts'
import { refuseBeyondKey } from './key-doors.ts'
import { HttpRefusal } from './problems.ts'
import { whyKeptOut } from './kept-out.ts'
import { openPlaces } from './resource-place.ts'

/**
 * Who may come in: anyone, whoever is signed in, who may do the action with the workspace `:id` of the path, or with the one thing in it where
 * the path names a `:replica`, who may do it in the organisation `:org`, or (something, resource) who may read anything in the workspace
 * `:id`, or in `:workspace` of `:org`: there the check goes on, thing by thing; or whoever runs the server.
 */
export type Door =
  | 'anyone'
  | 'signed-in'
  | 'operator'
  | 'resource'
  | 'something'
  | Action
  | `organisation:${OrganisationAction}`

/** A route as the outside sees it. */
export interface RouteDoor {
  readonly method: string
  readonly url: string
  readonly door: Door
}

declare module 'fastify' {
  interface FastifyContextConfig {
    door?: Door
  }
  interface FastifyRequest {
    caller: Credential | undefined
  }
  interface FastifyInstance {
    organisationNamed(slug: string): Promise<OrganisationId | undefined>
  }
}

interface DoorPorts {
  readonly credentials: Credentials
  readonly access: Access
  readonly origin: OwnOrigin
  readonly storage: Storage
}

/**
 * Decides at every route before its body is read. A route below /api that names no door does not start, so none can be forgotten.
 * The list grows as routes are added.
 */
export function installDoors(
  app: FastifyInstance,
  { credentials, access, origin, storage }: DoorPorts,
): readonly RouteDoor[] {
  const doors: RouteDoor[] = []
  const placeAt = openPlaces({ access, control: storage.control })
  app.decorateRequest('caller', undefined)
  app.decorateRequest('place', undefined)
  app.decorate('organisationNamed', openOrganisationNames(storage.control))
  app.addHook('onRoute', ({ method, url, config }) => {
    if (url.startsWith('/api/') && !config?.door) throw new Error(`bug: ${url} has no door`)
    for (const each of [method].flat()) if (config?.door) doors.push({ method: each, url, door: config.door })
  })
  app.addHook('onRequest', async (request) => {
    if (!origin.isKnownHost(request.headers.host)) throw new HttpRefusal('wrong-host')
    const bearer = bearerOf(request)
    // No page can make a browser send a token of somebody else, and where there is one no cookie counts.
    const isOwn = bearer !== undefined || isReading(request) || origin.isOwnPage(request.headers)
    if (!isOwn) throw new HttpRefusal('foreign-origin')
    const { door } = request.routeOptions.config
    if (!door) return
    request.caller = await (bearer === undefined
      ? ofCookie(request, { credentials, origin })
      : credentials.principalOf(bearer))
    if (request.caller?.limits) {
      // Doors for anyone say of who knocks what they have anywhere.
      if (door === 'anyone' && onlyOrganisation(request.caller) !== undefined) request.caller = undefined
      else await refuseBeyondKey(request, { door, caller: request.caller, control: storage.control })
    }
    if (door === 'resource') request.place = await placeAt(request, principalOf(request))
    else await decide(request, door, { access, storage })
  })
  return doors
}

const nameKeptMs = 5_000
const maxNames = 10_000

/** Names last; a look into the store for each request would cost as much as the rest of it. */
function openOrganisationNames(control: Storage['control']) {
  const known = new Map<string, { readonly id: OrganisationId; readonly until: number }>()
  return async (slug: string): Promise<OrganisationId | undefined> => {
    const now = performance.now()
    const kept = known.get(slug)
    if (kept && kept.until > now) return kept.id
    const id = (await control.idOf({ kind: 'organisation', scope: '', slug })) as OrganisationId | undefined
    if (known.size >= maxNames) known.clear()
    if (id) known.set(slug, { id, until: now + nameKeptMs })
    else known.delete(slug)
    return id
  }
}

async function decide(
  request: FastifyRequest,
  door: Exclude<Door, 'resource'>,
  { access, storage }: Pick<DoorPorts, 'access' | 'storage'>,
): Promise<void> {
  if (door === 'anyone') return
  const principal = principalOf(request)
  if (door === 'signed-in') return
  if (door === 'operator') {
    if (principal !== operator) throw new HttpRefusal('not-found')
    return
  }
  if (door === 'something') {
    if (!(await access.viewOf(principal, workspaceOf(request)))) throw new HttpRefusal('no-access')
    return
  }
  const action = organisationActionOf(door)
  if (action) {
    const organisation = await organisationOf(request)
    const entered = await access.checkOrganisation(principal, action, organisation)
    if (entered.ok) return
    const isOut = entered.reason === 'no-access'
    throw new HttpRefusal(isOut ? await whyKeptOut(storage, principal, organisation) : entered.reason)
  }
  const allowed = await access.check(principal, door as Action, workspaceOf(request), replicaOf(request))
  if (!allowed.ok) throw new HttpRefusal(allowed.reason)
}

function organisationActionOf(door: Door): OrganisationAction | undefined {
  const [scope, action] = door.split(':')
  return scope === 'organisation' ? (action as OrganisationAction) : undefined
}

/** The caller behind a door that asks for one. */
export function callerOf(request: FastifyRequest): Credential {
  if (!request.caller) throw new HttpRefusal('not-signed-in')
  return request.caller
}

/** The same for what only a person can do. */
export function personOf(request: FastifyRequest): Account {
  const { account } = callerOf(request)
  if (!account) throw new HttpRefusal('not-allowed')
  return account
}

export function principalOf(request: FastifyRequest): PrincipalId {
  return callerOf(request).principal
}

/** The workspace of the path; one that is none looks like one that is not there. */
export function workspaceOf(request: FastifyRequest): WorkspaceId {
  const { id } = request.params as { id?: unknown }
  if (!isWorkspaceId(id)) throw new HttpRefusal('no-access')
  return id
}

/** The thing of the path; undefined: it is about the workspace. */
function replicaOf(request: FastifyRequest): ReplicaId | undefined {
  const { replica } = request.params as { replica?: unknown }
  if (replica !== undefined && !isReplicaId(replica)) throw new HttpRefusal('no-access')
  return replica
}

/** The organisation of the path, by id or by the name of the operator's file. */
export async function organisationOf(request: FastifyRequest): Promise<OrganisationId> {
  const { org = '' } = request.params as { org?: string }
  const named = await request.server.organisationNamed(org)
  return named ?? (org as OrganisationId)
}

async function ofCookie(
  { headers }: FastifyRequest,
  { credentials, origin }: Pick<DoorPorts, 'credentials' | 'origin'>,
): Promise<Credential | undefined> {
  const token = sessionTokenOf(headers.cookie, origin)
  return token ? credentials.ofCookie(token) : undefined
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
