import { type AccountId, mintId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'
import { sessionCookie } from '#server/identity/session-cookie.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import type { Room } from '../driver/protocol.ts'

export interface Membership {
  readonly accounts: number
  /** Of consecutive accounts: room 0 has the first ones, room 1 the next, and after the last the first again. */
  readonly membersPerRoom: number
}

/**
 * The data folder as it is after people have signed up, made workspaces and invited each other, all in one organisation. Made before the
 * server starts, through what stands behind its doors, for signing up a crowd is not what is measured. Returns one session cookie an
 * account.
 */
export async function prepareNexus(
  folder: string,
  rooms: readonly Room[],
  { accounts, membersPerRoom }: Membership,
): Promise<readonly string[]> {
  const core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  try {
    const members: AccountId[] = []
    for (let at = 0; at < accounts; at += 1) members.push(await signUp(core, at))
    const [owner, ...others] = members
    if (!owner) throw new Error('bug: a bench without accounts')
    const organisation = await core.tenancy.homeOf(owner)
    const store = await core.storage.organisation(organisation)
    const workspaces = new Set(rooms.map((room) => room.workspace))
    for (const workspace of workspaces) {
      const made = await core.tenancy.createWorkspace({ id: workspace, name: 'Bench', account: owner })
      if (!made.ok) throw new Error(`No workspace: ${made.reason}`)
      for (const other of others) {
        const subject = userPrincipal(other)
        await store.writeRelation({
          tenant: organisation,
          object: workspaceObject(workspace),
          relation: 'editor',
          subject,
        })
      }
    }
    const sessions = await Promise.all(members.map((account) => core.identity.openSession(account)))
    return { rooms, cookies: sessions.map(({ token }) => `${sessionCookie}=${token}`) }
  } finally {
    await core.close()
  }
}

export function mintRooms(count: number, { inOneWorkspace }: { inOneWorkspace: boolean }): Room[] {
  const shared = mintId<WorkspaceId>('ws', systemRandom)
  return Array.from({ length: count }, () => ({
    workspace: inOneWorkspace ? shared : mintId<WorkspaceId>('ws', systemRandom),
    replica: mintId<ReplicaId>('document', systemRandom),
  }))
}

async function signUp({ identity }: Core, at: number): Promise<AccountId> {
  const asked = { email: `person-${at}@example.org`, name: `Person ${at}`, password: 'correct horse battery' }
  const made = await identity.signUp({ ...asked, asFirst: at === 0 })
  if (!made.ok) throw new Error(`No account: ${made.reason}`)
  return made.value.id
}
