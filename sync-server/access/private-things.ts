import { replicaObject, type SubjectRef } from '#shared/access/tuples.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { typeOf } from '#shared/kit/ids.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import type { Access } from './access.ts'

/** Things that are private until they are shared: whoever writes to one first owns it. */
export interface PrivateThings {
  /**
   * Asked before the first change of a thing enters the log, so that there is no moment in which others could read it. undefined: nothing is
   * to be done. Whoever may write in the workspace owns it. Who may only read there, and have agents work, reads and writes it, and can not share it
   * on: so viewers ask. Of anybody else nothing becomes private: their change is refused like any other.
   */
  claim(owner: PrincipalId, workspace: WorkspaceId, replica: ReplicaId): Promise<void> | undefined
}

const maxKnown = 50_000

export function openPrivateThings(storage: Storage, access: Pick<Access, 'check' | 'announce'>): PrivateThings {
  const known = new Set<ReplicaId>()
  const claim = async (owner: PrincipalId, workspace: WorkspaceId, replica: ReplicaId) => {
    const home = await homeOfWorkspace(storage, workspace)
    if (!home) return
    const { organisation, store } = home
    const isClaimed = await store.lookAtTuples((tuples) => tuples.resource(replica) !== undefined)
    if (!isClaimed) {
      const relations = await relationsOf(access, owner, workspace)
      if (!relations) return
      const canOwn = owner.startsWith('user:') || owner.startsWith('agent:')
      const [object, subject] = [replicaObject(replica), owner as SubjectRef]
      const put = canOwn ? relations.map((relation) => ({ object, relation, subject })) : []
      const written = await store.writeTuples({ places: [{ replica, workspace, inherits: false }], put })
      if (!written.ok) return
      await access.announce({ organisation, workspace, replica })
    }
    if (known.size >= maxKnown) known.clear()
    known.add(replica)
  }
  return {
    claim: (owner, workspace, replica) =>
      privateTypes.has(typeOf(replica)) && !known.has(replica) ? claim(owner, workspace, replica) : undefined,
  }
}

/** undefined: nothing of it is theirs. */
async function relationsOf(
  access: Pick<Access, 'check'>,
  owner: PrincipalId,
  workspace: WorkspaceId,
): Promise<readonly string[] | undefined> {
  if ((await access.check(owner, 'write', workspace)).ok) return ['owner']
  const canRead = (await access.check(owner, 'read', workspace)).ok
  return canRead && (await access.check(owner, 'execute', workspace)).ok ? ['r', 'w'] : undefined
}
