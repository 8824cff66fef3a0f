import { localPrincipal, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { directoryOf, type Directory, knownPeople, type KnownPerson } from '#shared/assistant/records/directory.ts'
import type { CurrentWorkspace, People } from '#client/replica/index.ts'
import type { Rows } from '#shared/rooms/room.ts'

/** Who asks, under every id by which they have written here. What was written before there was an account is its owner's. */
export function meIn({ me }: People, { isLocal, role }: CurrentWorkspace): readonly PrincipalId[] {
  const own = me ? [userPrincipal(me.id)] : []
  return isLocal || role === 'owner' || own.length === 0 ? [...own, localPrincipal] : own
}

export function directoryFor(rows: Rows, people: People, workspace: CurrentWorkspace): Directory {
  const principals = meIn(people, workspace)
  const me: KnownPerson = { name: people.me?.name ?? '', principals, ...(workspace.isGuest && { isGuest: true }) }
  return directoryOf(rows, { me, people: knownPeople(me, people.members) })
}
