import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintId, type OrganisationId, type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { AccountId } from '#shared/kit/ids.ts'
import { ownOrigin } from '#server/access/own-origin.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { openLiveServer } from '#server/live/live-server.ts'
import { openStockClient, jwtSecret, signJwt, type StockClient } from './stock-client.ts'
import { openTestDevice, type TestDevice } from './test-device.ts'

/** The core of a server with its live doors, and people who need no password: for what is granted by hand. */
export interface LiveWorld {
  readonly url: string
  readonly core: Core
  readonly organisation: OrganisationId
  /** Of Ada, its owner. */
  readonly workspace: WorkspaceId
  readonly faults: unknown[]
  person(name: string): Promise<LivePerson>
  /** Into the organisation, where nobody has anything who is not in it. */
  admit(person: LivePerson, role: 'member' | 'guest'): Promise<void>
  close(): Promise<void>
}

export interface LivePerson {
  readonly account: AccountId
  readonly principal: PrincipalId
  device(): Promise<TestDevice>
  stock(room: string): Promise<StockClient>
}

/** `isDeaf`: no door hears that rights have changed. */
export async function openLiveWorld({ isDeaf = false } = {}): Promise<LiveWorld> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'nexus-live-'))
  const passwordCost = { n: 2, r: 1, p: 1 }
  const core = await openCore({ dataFolder, clock: systemClock, random: systemRandom, passwordCost, jwtSecret })
  const faults: unknown[] = []
  const { server, live } = openDoors(core, { isDeaf, report: (fault) => faults.push(fault) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const workspace = mintId<WorkspaceId>('ws', systemRandom)
  const signUp = async (name: string) => {
    const made = await core.identity.signUp({
      email: `${name}@example.org`,
      name,
      password: 'x'.repeat(12),
      asFirst: false,
    })
    if (!made.ok) throw new Error(made.reason)
    return made.value.id
  }
  const ada = await signUp('ada')
  await core.tenancy.createWorkspace({ id: workspace, name: 'Home', account: ada })
  const organisation = await core.tenancy.homeOf(ada)
  const personOf = (account: AccountId): LivePerson => ({
    account,
    principal: userPrincipal(account),
    device: async () => openTestDevice(url, '', { token: await signJwt(account) }),
    stock: async (room) =>
      openStockClient(url, { path: `${organisation}/${workspace}`, room, token: await signJwt(account) }),
  })
  return {
    url,
    core,
    organisation,
    workspace,
    faults,
    person: async (name) => personOf(name === 'ada' ? ada : await signUp(name)),
    admit: async ({ principal: subject }, relation) => {
      const object = `organization:${organisation}` as const
      await (await core.storage.organisation(organisation)).writeRelation({
        tenant: organisation,
        object,
        relation,
        subject,
      })
    },
    close: async () => {
      await live.close()
      await new Promise((resolve) => server.close(resolve))
      await core.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

function openDoors(core: Core, { isDeaf, report }: { isDeaf: boolean; report(fault: unknown): void }) {
  const server = createServer()
  const live = openLiveServer(server, {
    ...core,
    ...(isDeaf && { access: { ...core.access, onChanged: () => () => undefined } }),
    clock: systemClock,
    origin: ownOrigin({ listenHost: '127.0.0.1', publicUrl: undefined }),
    report,
    keepAliveMs: 30_000,
    maxConnections: 100,
  })
  return { server, live }
}
