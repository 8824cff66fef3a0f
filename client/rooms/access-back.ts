import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Granted, GrantAnswer } from '#shared/protocol/rest-sharing.ts'
import { callServer, type RestOutcome } from './rest.ts'

/** Somebody who was let in: to a thing, or to the whole workspace. */
export interface LetIn {
  readonly workspace: WorkspaceId
  readonly thing: ReplicaId | undefined
  /** An address or a principal. */
  readonly whom: string
  /** What they had there until then; undefined: nothing. */
  readonly before: Granted | undefined
}

/** They have again what they had before; an invitation is withdrawn. The server decides whether one may. */
export function takeAccessBack({ workspace, thing, whom, before }: LetIn): Promise<RestOutcome<GrantAnswer>> {
  const place = ['workspaces', workspace, 'sharing', ...(thing ? [thing] : []), encodeURIComponent(whom)]
  const { bits, canShare } = before ?? { bits: '---', canShare: false }
  return callServer(place.join('/'), { method: 'PUT', body: { bits, canShare } })
}
