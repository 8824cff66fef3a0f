import { isReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { ChangeFacts } from '#shared/rooms/activity/index.ts'
import { proposalType, writtenBy } from '#shared/rooms/assistant/index.ts'
import type { TypedChange } from '#server/storage/activity-store.ts'
import type { Effect } from '#server/storage/consumer-store.ts'
import type { LogStore } from '#server/storage/log-store.ts'
import type { Consumer } from './consumers.ts'
import type { WorkerPool } from './worker/worker-pool.ts'

const maxChanges = 200
/** Nobody waits for an entry of the audit log. */
const restMs = 5_000
const maxThings = 20

/**
 * Notes in the audit log who accepted or rejected what agents proposed, once each decision: it is made on a device, perhaps without a network, and is
 * a change like any other when it arrives. Ids only; what was proposed is in a conversation that is not the administrators'.
 */
export function decisionReader(pool: WorkerPool): Consumer {
  return {
    name: 'decisions',
    stamp: 'decisions 1',
    restMs,
    read: async ({ workspace, store, after }) => {
      const { head } = await store.reach(workspace)
      if (after >= head) return undefined
      const changes = await store.changesOfType(workspace, proposalType.name, { after, upTo: head, max: maxChanges })
      const to = changes.length < maxChanges ? head : (changes.at(-1)?.seq ?? head)
      const effects: Effect[] = []
      // Agents decide nothing.
      for (const change of changes.filter(({ author }) => !author.startsWith('agent:')))
        effects.push(...(await noteOf({ pool, workspace, store }, change)))
      return { to, effects }
    },
  }
}

interface NotePorts {
  readonly pool: WorkerPool
  readonly workspace: WorkspaceId
  readonly store: LogStore
}

async function noteOf({ pool, workspace, store }: NotePorts, change: TypedChange): Promise<readonly Effect[]> {
  const read = await pool.run('changeFacts', { replica: change.replica, state: [], stretches: [[change.bytes]] })
  if (!read.ok && read.reason === 'ended') throw new Error(read.detail ?? 'The worker ended.')
  const { state, wrote } = (read.ok && read.value?.[0]?.fields) || ({} as ChangeFacts['fields'])
  if (state !== 'accepted' && state !== 'rejected') return []
  const begin = await store.firstEnvelope(workspace, change.replica)
  const things = typeof wrote === 'string' ? [...writtenBy(wrote).keys()].filter(isReplicaId) : []
  const note = {
    action: `assistant.proposal-${state}`,
    actor: change.author,
    object: `workspace:${workspace}`,
    outcome: 'done',
    timeMs: change.timeMs,
    body: {
      proposal: change.replica,
      ...(begin?.agentRun && { agent: begin.author, for: begin.onBehalfOf, job: begin.agentRun.split('/', 1)[0] }),
      ...(things.length > 0 && { things: things.slice(0, maxThings) }),
    },
  } as const
  return [{ kind: 'note', note }]
}
