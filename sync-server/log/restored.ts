import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'

/** Long enough for a device that was on holiday. */
const windowMs = 14 * 24 * 60 * 60 * 1000

/** Tells whether what a workspace holds was put back to an earlier state not long ago. */
export type RestoredLately = (workspace: WorkspaceId) => Promise<() => boolean>

/**
 * A restore gives an organisation's history a new name (its epoch). The first name that was seen of an organisation, and the moment at which
 * a later one was first seen, are kept in the control store.
 */
export function openRestoredLately(storage: Storage, clock: Clock): RestoredLately {
  const known = new Map<OrganisationId, Promise<number>>()
  const beganAt = async (organisation: OrganisationId, epoch: string): Promise<number> => {
    const first = await storage.control.setting(`first-epoch ${organisation}`, () => epoch)
    if (first === epoch) return Number.NEGATIVE_INFINITY
    return Number(await storage.control.setting(`epoch ${organisation} ${epoch}`, () => String(clock.now())))
  }
  return async (workspace) => {
    const home = await homeOfWorkspace(storage, workspace)
    if (!home) return () => false
    const { organisation, store } = home
    const looking = known.get(organisation) ?? store.log.epoch().then((epoch) => beganAt(organisation, epoch))
    known.set(organisation, looking)
    const began = await looking
    return () => clock.now() - began < windowMs
  }
}
