import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Action } from '#shared/access/roles.ts'
import { isWorkspaceId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Access } from '#server/access/access.ts'
import type { OwnOrigin } from '#server/access/own-origin.ts'
import type { Identity, SignedIn } from '#server/identity/identity.ts'
import { cookieValue, sessionCookie } from '#server/identity/session-cookie.ts'
import { HttpRefusal } from './problems.ts'

/** Who may come in: anyone, whoever is signed in, or whose role in the workspace `:id` of the path allows the action. */
export type Door = 'anyone' | 'signed-in' | Action

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
    caller: SignedIn | undefined
  }
}

interface DoorPorts {
  readonly identity: Identity
  readonly access: Access
  readonly origin: OwnOrigin
}

/**
 * Decides at every route before its body is read. A route below /api that names no door does not start, so none can be forgotten.
 * The list grows as routes are added.
 */
export function installDoors(app: FastifyInstance, { identity, access, origin }: DoorPorts): readonly RouteDoor[] {
  const doors: RouteDoor[] = []
  app.decorateRequest('caller', undefined)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (url.startsWith('/api/') && !config?.door) throw new Error(`bug: ${url} has no door`)
    for (const each of [method].flat()) if (config?.door) doors.push({ method: each, url, door: config.door })
  })
  app.addHook('onRequest', async (request) => {
    if (!origin.isKnownHost(request.headers.host)) throw new HttpRefusal('wrong-host')
    if (!isReading(request) && !origin.isOwnPage(request.headers)) throw new HttpRefusal('foreign-origin')
    const { door } = request.routeOptions.config
    if (!door) return
    const token = cookieValue(request.headers.cookie, sessionCookie)
    request.caller = token ? await identity.sessionOf(token) : undefined
    await decide(request, door, access)
  })
  return doors
}

async function decide(request: FastifyRequest, door: Door, access: Access): Promise<void> {
  if (door === 'anyone') return
  const principal = principalOf(request)
  if (door === 'signed-in') return
  const allowed = await access.check(principal, door, workspaceOf(request))
  if (!allowed.ok) throw new HttpRefusal(allowed.reason)
}

/** The caller behind a door that asks for one. */
export function callerOf(request: FastifyRequest): SignedIn {
  if (!request.caller) throw new HttpRefusal('not-signed-in')
  return request.caller
}

export function principalOf(request: FastifyRequest): PrincipalId {
  return userPrincipal(callerOf(request).account.id)
}

/** The workspace of the path; one that is none looks like one that is not there. */
export function workspaceOf(request: FastifyRequest): WorkspaceId {
  const { id } = request.params as { id?: unknown }
  if (!isWorkspaceId(id)) throw new HttpRefusal('no-access')
  return id
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}
