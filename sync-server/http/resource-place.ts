import type { FastifyRequest } from 'fastify'
import type { PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Access, View } from '#server/access/access.ts'
import type { Storage } from '#server/storage/storage.ts'
import { findWorkspace } from '#server/tenancy/find-workspace.ts'
import { HttpRefusal } from './problems.ts'

/** The workspace of a path of names, and what of it the caller may read. */
export interface ResourcePlace {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly view: View
}

declare module 'fastify' {
  interface FastifyRequest {
    place: ResourcePlace | undefined
  }
}

interface PlacePorts {
  readonly access: Access
  readonly control: Storage['control']
}

/** Beyond this many the names are looked up anew: memory stays bounded. */
const maxKnown = 10_000
const keptMs = 5_000

/** How a request's `:org` and `:workspace` become a place. One that is not there, and one in which the caller may read nothing, are refused alike. */
export function openPlaces({ access, control }: PlacePorts) {
  const known = new Map<string, { readonly workspace: WorkspaceId; readonly until: number }>()
  const workspaceAt = async (path: { organisation: string; workspace: string }, now: number) => {
    const key = `${path.organisation}/${path.workspace}`
    const found = known.get(key)
    if (found && found.until > now) return found.workspace
    const workspace = await findWorkspace(control, path)
    if (known.size >= maxKnown) known.clear()
    if (workspace) known.set(key, { workspace, until: now + keptMs })
    return workspace
  }
  return async (request: FastifyRequest, principal: PrincipalId): Promise<ResourcePlace> => {
    const { org = '', workspace: name = '' } = request.params as { org?: string; workspace?: string }
    const workspace = await workspaceAt({ organisation: org, workspace: name }, performance.now())
    const view = workspace && (await access.viewOf(principal, workspace))
    if (!workspace || !view) throw new HttpRefusal('no-access')
    return { workspace, principal, view }
  }
}

/** The place behind a door that asks for one. */
export function placeOf(request: FastifyRequest): ResourcePlace {
  if (!request.place) throw new HttpRefusal('no-access')
  return request.place
}
