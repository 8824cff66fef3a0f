import type { Replica } from '#shared/crdt/replica.ts'
import { type DeviceId, type OrganisationId, typeOf } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { conversationType, proposalType } from '#shared/rooms/assistant/index.ts'
import type { Access } from '#server/access/access.ts'
import { loadReplica } from '#server/log/load-replica.ts'
import { firstRefusal, pushAndWait, type PushPorts } from '#server/log/push.ts'
import type { IdleThing } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'
import { serverActor } from '#server/tenancy/quotas/server-actor.ts'

/** Conversations and proposals that nobody has touched for as long as the organisation keeps them. */
export interface OldConversations {
  count(organisation: OrganisationId, beforeMs: number): Promise<number>
  /** Takes out what was said, proposed and answered; the shells stay in the trash. Returns how many it were. */
  empty(organisation: OrganisationId, beforeMs: number): Promise<number>
}

export interface OldConversationPorts extends PushPorts {
  readonly storage: Storage
  readonly clock: Clock
  readonly random: Random
  readonly device: DeviceId
}

export function openOldConversations(ports: OldConversationPorts): OldConversations {
  const eachFull = async (organisation: OrganisationId, beforeMs: number, act: (thing: FullThing) => Promise<void>) => {
    const { jobs } = await ports.storage.organisation(organisation)
    let count = 0
    for (const name of [conversationType.name, proposalType.name])
      for (const thing of await jobs.idleThings(name, beforeMs)) if (await withFull(ports, thing, act)) count += 1
    return count
  }
  return {
    count: (organisation, beforeMs) => eachFull(organisation, beforeMs, async () => undefined),
    empty: async (organisation, beforeMs) => {
      const emptied = await eachFull(organisation, beforeMs, (thing) => empty(ports, thing))
      await (await ports.storage.organisation(organisation)).jobs.forgetJobs(beforeMs)
      return emptied
    },
  }
}

interface FullThing extends IdleThing {
  readonly loaded: Replica
}

/** false: there is nothing in it any more. */
async function withFull(
  { log, random }: OldConversationPorts,
  thing: IdleThing,
  act: (thing: FullThing) => Promise<void>,
) {
  const type = typeOfReplica(thing.replica)
  const stored = type && (await log.ofReplica(thing.workspace, thing.replica))
  if (!type || !stored) return false
  const loaded = await loadReplica(type, { id: thing.replica, random, chunks: stored.chunks })
  try {
    const { title, input, questions = {} } = loaded.fields()
    if (!title && !input && Object.keys(questions).length === 0) return false
    await act({ ...thing, loaded })
    return true
  } finally {
    loaded.close()
  }
}

async function empty(ports: OldConversationPorts, { workspace, replica, loaded }: FullThing): Promise<void> {
  const changes: OutgoingChange[] = []
  const stop = loaded.onLocalChange((bytes) => changes.push({ replica, kind: loaded.kind, bytes }))
  if (typeOf(replica) === conversationType.name)
    loaded.patch({ title: '', questions: {}, trashedAt: ports.clock.now() })
  else loaded.patch({ input: '', expected: '', reason: '', state: 'rejected' })
  stop()
  const { device } = ports
  const request = { workspace, author: serverActor, device, changes, allOrNothing: true }
  const code = firstRefusal(await pushAndWait({ ...ports, access: asServer(ports.access) }, request))
  if (code) throw new Error(`${replica} could not be emptied: ${code}`)
}

/** What the organisation has decided needs nobody's rights. */
function asServer(access: Access): Access {
  const allowed = done('owner' as const)
  return { ...access, check: async () => allowed, known: () => allowed, claim: () => undefined }
}
