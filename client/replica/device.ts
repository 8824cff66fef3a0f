import { type DeviceId, mintId, type WorkspaceId } from '#shared/kit/ids.ts'
import type { Row } from '#shared/rooms/room.ts'
import type { Edges } from '#client/platform/ports.ts'
import type { Store, StoredWorkspace, StoreStart } from '#client/platform/store.ts'
import { newLocalWorkspace } from './local-workspace.ts'

export interface Device extends StoreStart {
  /** Nothing was stored here. */
  readonly isNew: boolean
  readonly device: DeviceId
  /** The workspace of last time. */
  readonly current: StoredWorkspace
  readonly rows: readonly Row[]
}

/** Reads what is stored; the very first start makes the device's id and a workspace to write in. */
export async function openDevice({ edges, store }: { edges: Edges; store: Store }): Promise<Device> {
  // Two tabs that start a new device at once must not make two of everything.
  const start = await alone(edges, async () => {
    const found = await store.load()
    return isNew(found) ? { ...(await firstStart(edges, store, found)), isNew: true } : { ...found, isNew: false }
  })
  const last = start.settings.get('lastWorkspace') as WorkspaceId | undefined
  const current = start.workspaces.find(({ id }) => id === last) ?? start.workspaces[0]
  if (!current) throw new Error('bug: a device without a workspace')
  const device = start.settings.get('device') as DeviceId
  return { ...start, device, current, rows: await store.rows(current.id) }
}

function isNew({ workspaces, settings }: StoreStart): boolean {
  return workspaces.length === 0 || !settings.has('device')
}

async function firstStart({ random }: Edges, store: Store, found: StoreStart): Promise<StoreStart> {
  const device = found.settings.get('device') ?? mintId<DeviceId>('device', random)
  const workspaces = found.workspaces.length > 0 ? found.workspaces : [newLocalWorkspace(random)]
  await store.write({ workspaces, settings: { device } })
  return { ...found, workspaces, settings: new Map(found.settings).set('device', device) }
}

function alone<Answer>({ locks }: Edges, work: () => Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const release: () => void = locks.acquire('nexus-start', () => {
      work()
        .then(resolve, reject)
        .finally(() => release())
    })
  })
}
