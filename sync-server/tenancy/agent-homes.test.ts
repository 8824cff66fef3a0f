import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { agentPrincipal, type OrganisationId, userPrincipal } from '#shared/kit/ids.ts'
import { type Access, openAccess } from '#server/access/access.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type AgentHomes, openAgentHomes } from './agent-homes.ts'

const organisations = Array.from({ length: 12 }, (_, at) => `org_${String(at).padStart(26, '0')}` as OrganisationId)
const [first, second] = organisations as [OrganisationId, OrganisationId]
const robot = agentPrincipal('agent_robot')

let folder: string
let storage: Storage
let access: Access
let homes: AgentHomes
let opened: OrganisationId[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-homes-'))
  const plain = openSqliteStorage(folder)
  storage = {
    ...plain,
    organisation: (organisation) => {
      opened.push(organisation)
      return plain.organisation(organisation)
    },
  }
  access = openAccess(storage)
  for (const organisation of organisations) {
    await storage.control.linkAccount('account_ada' as never, organisation)
    const admin = { tenant: organisation, object: `organization:${organisation}`, relation: 'admin' } as const
    await (await storage.organisation(organisation)).writeRelation({
      ...admin,
      subject: userPrincipal('account_ada' as never),
    })
  }
  homes = openAgentHomes({ storage, access })
})
afterEach(async () => {
  await storage.close()
  rmSync(folder, { recursive: true })
})

async function enter(organisation: OrganisationId): Promise<void> {
  const store = await storage.organisation(organisation)
  const object = `organization:${organisation}` as const
  await store.writeRelation({ tenant: organisation, object, relation: 'member', subject: robot })
}

it('an agent of before is looked for once, and then no file is opened for it', async () => {
  await enter(first)
  await enter(second)
  expect(await homes.of(robot)).toEqual([first, second])
  opened = []
  expect(await homes.of(robot)).toEqual([first, second])
  expect(await openAgentHomes({ storage, access }).of(robot)).toEqual([first, second])
  expect(opened).toEqual([])
})

it('what is announced later is known, of that organisation alone', async () => {
  await enter(first)
  expect(await homes.of(robot)).toEqual([first])
  await enter(second)
  opened = []
  await access.announce({ organisation: second, subject: robot })
  expect(await homes.of(robot)).toEqual([first, second])
  expect(opened).toEqual([second])
})

it('one that is nowhere is not looked for again and again, and is found once it is somewhere', async () => {
  expect(await homes.of(robot)).toEqual([])
  opened = []
  expect(await homes.of(robot)).toEqual([])
  expect(opened).toEqual([])
  await enter(first)
  await access.announce({ organisation: first, subject: robot })
  expect(await homes.of(robot)).toEqual([first])
})
