import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadReplica } from '#server/log/load-replica.ts'
import { systemRandom } from '#server/app/start-server.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { type DeviceId, mintId, type ReplicaId, type WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { openTestDevice, type TestDevice } from '../testing/test-device.ts'
import { startTestServer, type TestPerson, type TestServer } from '../testing/test-server.ts'

/** Several devices, both CRDTs, sockets that drop at any moment and pushes that are sent again: all end up with the same fields. */
let server: TestServer
let ada: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.person('ada')
})
afterAll(async () => {
  expect(server.faults).toEqual([])
  await server.close()
})

type Step = { device: number; act: 'edit' | 'push' | 'push and drop' | 'pull' | 'drop'; replica: number; value: number }

const step: fc.Arbitrary<Step> = fc.record({
  device: fc.nat(2),
  act: fc.constantFrom('edit', 'edit', 'push', 'push and drop', 'pull', 'drop'),
  replica: fc.nat(1),
  value: fc.nat(9),
})

it('[SY22][SY30][SY32] any interleaving of edits, drops and repeated pushes converges', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const workspace = await ada.workspace()
      const replicas = ['document', 'task'].map((type) => mintId<ReplicaId>(type, systemRandom))
      const devices = await Promise.all([0, 1, 2].map(() => openModel({ workspace, replicas })))
      for (const { device, act, replica, value } of steps) {
        const model = devices[device]
        if (act === 'edit') model?.edit(replica, value)
        else if (act === 'push') await model?.push()
        else if (act === 'push and drop') await model?.pushAndDrop()
        else if (act === 'pull') await model?.pull()
        else await model?.drop()
      }
      for (const model of devices) await model.push()
      for (const model of devices) await model.pull()
      const [first, ...others] = devices.map((model) => model.fields())
      for (const fields of others) expect(fields).toEqual(first)
      for (const model of devices) await model.close()
    }),
    { numRuns: fuzzRuns(25) },
  )
})

interface Model {
  edit(replica: number, value: number): void
  push(): Promise<void>
  pushAndDrop(): Promise<void>
  pull(): Promise<void>
  drop(): Promise<void>
  fields(): unknown
  close(): Promise<void>
}

/** The client's rules in a page: an outbox that empties on settlement, a cursor that moves with what has been applied. */
async function openModel({
  workspace,
  replicas,
}: {
  workspace: WorkspaceId
  replicas: readonly ReplicaId[]
}): Promise<Model> {
  let outbox: OutgoingChange[] = []
  let cursor = 0
  let socket: TestDevice | undefined
  const open = await Promise.all(replicas.map((id) => openOne(id, (change) => outbox.push(change))))
  // It writes under the same names after it has come back, so it has to be the same device.
  const device = mintId<DeviceId>('device', systemRandom)
  const connected = async () => (socket ??= await openTestDevice(server.url, ada.cookie, { device }))
  const drop = async () => {
    socket?.socket.terminate()
    await socket?.closed()
    socket = undefined
  }
  const push = async () => {
    if (outbox.length === 0) return
    const results = await (await connected()).push(workspace, outbox)
    expect(results.every((result) => 'seq' in result)).toBe(true)
    outbox = []
  }
  return {
    edit: (replica, value) => open[replica]?.patch({ title: `title ${value}`, position: String(value) }),
    push,
    pushAndDrop: async () => {
      if (outbox.length > 0) (await connected()).send({ kind: 'push', workspace, push: 0, changes: outbox })
      await drop()
    },
    pull: async () => {
      const changes = await (await connected()).pullAll(workspace, cursor)
      for (const { seq, replica, bytes } of changes) {
        expect(seq).toBeGreaterThan(cursor)
        cursor = seq
        expect(open[replicas.indexOf(replica)]?.apply([bytes]).ok).toBe(true)
      }
    },
    drop,
    fields: () => open.map((replica) => replica.fields()),
    close: async () => {
      await drop()
      for (const replica of open) replica.close()
    },
  }
}

async function openOne(id: ReplicaId, take: (change: OutgoingChange) => void): Promise<Replica> {
  const type = typeOfReplica(id) as AnyReplicaType
  const replica = await loadReplica(type, { id, random: systemRandom, chunks: [] })
  replica.onLocalChange((bytes) => take({ replica: id, kind: type.kind, bytes }))
  return replica
}
