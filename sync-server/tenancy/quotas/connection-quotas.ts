import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaShelf } from './quota-shelf.ts'

/** Sockets that read something of an organisation; each counts once there, whatever number of its workspaces it reads. */
export interface ConnectionQuotas {
  /** false: the organisation, or the workspace, has as many as it may have. One that is in already may always enter. */
  enter(workspace: WorkspaceId, session: number): Promise<boolean>
  /** `workspace` left out: the socket has gone. */
  leave(session: number, workspace?: WorkspaceId): void
  countIn(place: OrganisationId | WorkspaceId): number
}

export function openConnectionQuotas(
  shelf: QuotaShelf,
  refused: (organisation: OrganisationId) => void,
): ConnectionQuotas {
  const byPlace = new Map<OrganisationId | WorkspaceId, Set<number>>()
  const bySession = new Map<number, Map<WorkspaceId, OrganisationId>>()
  const countIn = (place: OrganisationId | WorkspaceId) => byPlace.get(place)?.size ?? 0
  const add = (place: OrganisationId | WorkspaceId, session: number) =>
    byPlace.set(place, (byPlace.get(place) ?? new Set()).add(session))
  const remove = (place: OrganisationId | WorkspaceId, session: number) => {
    const sessions = byPlace.get(place)
    sessions?.delete(session)
    if (sessions?.size === 0) byPlace.delete(place)
  }
  const leaveOne = (session: number, workspace: WorkspaceId) => {
    const entered = bySession.get(session)
    const organisation = entered?.get(workspace)
    if (!entered || !organisation) return
    entered.delete(workspace)
    remove(workspace, session)
    if (![...entered.values()].includes(organisation)) remove(organisation, session)
    if (entered.size === 0) bySession.delete(session)
  }
  return {
    enter: async (workspace, session) => {
      const organisation = await shelf.homeOf(workspace)
      if (!organisation) return true
      const book = await shelf.bookOf(organisation)
      const limits = [
        { place: organisation, limit: book.limitOf('max_connections') },
        { place: workspace, limit: book.limitOf('max_connections', workspace) },
      ]
      const isFull = limits.some(
        ({ place, limit }) => limit !== undefined && !byPlace.get(place)?.has(session) && countIn(place) >= limit,
      )
      if (isFull) {
        refused(organisation)
        return false
      }
      for (const { place } of limits) add(place, session)
      bySession.set(
        session,
        (bySession.get(session) ?? new Map<WorkspaceId, OrganisationId>()).set(workspace, organisation),
      )
      return true
    },
    leave: (session, workspace) => {
      const workspaces = workspace ? [workspace] : [...(bySession.get(session)?.keys() ?? [])]
      for (const each of workspaces) leaveOne(session, each)
    },
    countIn,
  }
}
