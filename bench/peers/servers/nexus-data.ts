import {
  type AccountId,
  mintId,
  type OrganisationId,
  type ReplicaId,
  userPrincipal,
  type WorkspaceId,
} from '#shared/kit/ids.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'
import { sessionCookie } from '#server/identity/session-cookie.ts'
import { workspaceObject } from '#server/storage/tenant-store.ts'
import type { Person, Room } from '../driver/protocol.ts'

export interface Membership {
  readonly accounts: number
  /** Of consecutive accounts: room 0 has the first ones, room 1 the next, and after the last the first again. */
  readonly membersPerRoom: number
  /** Each account in an organisation of its own, with a file of its own, instead of all in one. */
  readonly isApart?: boolean
}

/**
 * The data folder as it is after people have signed up, made workspaces and invited each other, in one organisation or apart. Made before the
 * server starts, through what stands behind its doors, for signing up a crowd is not what is measured. Returns the people.
 */
export async function prepareNexus(
  folder: string,
  rooms: readonly Room[],
  { accounts, membersPerRoom, isApart = false }: Membership,
): Promise<readonly Person[]> {
  const core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  try {
    const people: AccountId[] = []
    for (let at = 0; at < accounts; at += 1) people.push(await signUp(core, at))
    const first = people[0] as AccountId
    const shared = isApart ? undefined : await core.tenancy.homeOf(first)
    if (shared) for (const account of people) await core.storage.control.linkAccount(account, shared)
    for (const [at, { workspace }] of rooms.entries()) {
      const members = Array.from(
        { length: membersPerRoom },
        (_, each) => people[(at * membersPerRoom + each) % accounts],
      )
      const owner = isApart ? (members[0] as AccountId) : first
      await makeWorkspace(core, { workspace, owner, members: members as AccountId[] })
    }
    const personOf = async (account: AccountId) =>
      credentialsOf(core, account, shared ?? (await core.tenancy.homeOf(account)))
    return await Promise.all(people.map(personOf))
  } finally {
    await core.close()
  }
}

async function credentialsOf(core: Core, account: AccountId, organisation: OrganisationId): Promise<Person> {
  const session = await core.identity.openSession(account)
  const principal = userPrincipal(account)
  const { token } = await core.keys.create({ name: 'bench', principal, createdBy: principal })
  return { cookie: `${sessionCookie}=${session.token}`, token, organisation }
}

interface NewWorkspace {
  readonly workspace: WorkspaceId
  readonly owner: AccountId
  readonly members: readonly AccountId[]
}

/** In the organisation of its owner; its members edit. */
async function makeWorkspace(core: Core, { workspace, owner, members }: NewWorkspace): Promise<void> {
  const made = await core.tenancy.createWorkspace({ id: workspace, name: 'Bench', account: owner })
  if (!made.ok) throw new Error(`No workspace: ${made.reason}`)
  const { organisation } = made.value.workspace
  const store = await core.storage.organisation(organisation)
  const tuple = { tenant: organisation, object: workspaceObject(workspace), relation: 'editor' } as const
  const others = new Set(members.filter((member) => member !== owner))
  for (const other of others) await store.writeRelation({ ...tuple, subject: userPrincipal(other) })
}

export function mintRooms(count: number): Room[] {
  return Array.from({ length: count }, () => ({
    workspace: mintId<WorkspaceId>('ws', systemRandom),
    replica: mintId<ReplicaId>('document', systemRandom),
  }))
}

async function signUp({ identity }: Core, at: number): Promise<AccountId> {
  const asked = { email: `person-${at}@example.org`, name: `Person ${at}`, password: 'correct horse battery' }
  const made = await identity.signUp({ ...asked, asFirst: at === 0 })
  if (!made.ok) throw new Error(`No account: ${made.reason}`)
  return made.value.id
}
