import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaShelf } from './quota-shelf.ts'

/** Sockets that read something of an organisation; each counts once, whatever number of workspaces it reads. */
export interface ConnectionQuotas {
  /** false: the organisation, or the workspace, has as many as it may have. One that is in already may always enter. */
  enter(workspace: WorkspaceId, session: number): Promise<boolean>
  leave(session: number): void
  countIn(place: OrganisationId | WorkspaceId): number
}

export function openConnectionQuotas(
  shelf: QuotaShelf,
  refused: (organisation: OrganisationId) => void,
): ConnectionQuotas {
  const byPlace = new Map<OrganisationId | WorkspaceId, Set<number>>()
  const bySession = new Map<number, Set<OrganisationId | WorkspaceId>>()
  const sessionsIn = (place: OrganisationId | WorkspaceId) => byPlace.get(place)?.size ?? 0
  const add = (place: OrganisationId | WorkspaceId, session: number) => {
    byPlace.set(place, (byPlace.get(place) ?? new Set()).add(session))
    bySession.set(session, (bySession.get(session) ?? new Set()).add(place))
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
        ({ place, limit }) => limit !== undefined && !byPlace.get(place)?.has(session) && sessionsIn(place) >= limit,
      )
      if (isFull) {
        refused(organisation)
        return false
      }
      for (const { place } of limits) add(place, session)
      return true
    },
    leave: (session) => {
      for (const place of bySession.get(session) ?? []) {
        const sessions = byPlace.get(place)
        sessions?.delete(session)
        if (sessions?.size === 0) byPlace.delete(place)
      }
      bySession.delete(session)
    },
    countIn: sessionsIn,
  }
}
