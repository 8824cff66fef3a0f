import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mintId, type PrincipalId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults, systemClock, systemRandom } from '#server/app/start-server.ts'
import { openLogBackground } from '#server/log/background.ts'
import type { AccessChange } from './access.ts'

let folder: string
let core: Core
let background: Awaited<ReturnType<typeof openLogBackground>>
let workspace: WorkspaceId
let ada: PrincipalId
const bob = 'user:account_bob' as PrincipalId
const faults: unknown[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-folders-'))
  core = await openCore({ ...serverDefaults, dataFolder: folder, passwordCost: { n: 2, r: 1, p: 1 } })
  background = await openLogBackground({ ...core, clock: systemClock, report: (fault) => faults.push(fault) })
  const email = 'ada@example.org'
  const signedUp = await core.identity.signUp({ email, name: 'Ada', password: 'correct horse battery', asFirst: true })
  if (!signedUp.ok) throw new Error(signedUp.reason)
  ada = userPrincipal(signedUp.value.id)
  workspace = mintId('ws', systemRandom)
  await core.tenancy.createWorkspace({ id: workspace, name: 'Home', account: signedUp.value.id })
  await core.access.setRole({ workspace, subject: bob, role: 'editor' })
})
afterEach(async () => {
  await background.close()
  await core.close()
  rmSync(folder, { recursive: true })
  expect(faults.splice(0)).toEqual([])
})

async function run(name: string, input: object): Promise<ReplicaId> {
  const command = commandNamed(name)
  if (!command) throw new Error(name)
  const done = await core.commands.run({ workspace, principal: ada, command, input })
  if (!done.ok) throw new Error(`${name}: ${done.reason}`)
  return (done.value as { id: ReplicaId } | undefined)?.id ?? ('' as ReplicaId)
}

/** Fulfilled when somebody is told of a change for which `holds`. */
function told(holds: (change: AccessChange) => Promise<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const stop = core.access.onChanged((change) => {
      void holds(change).then((isSo) => {
        if (!isSo) return
        stop()
        resolve()
      })
    })
  })
}

const mayBobRead = async (replica: ReplicaId) => (await core.access.check(bob, 'read', workspace, replica)).ok

// Rows are made in a thread of their own, in the background.
it('what is moved into a folder that is not for all is not for all, and is again when it is moved out', async () => {
  const secret = await run('documents.createFolder', { title: 'Secret' })
  const inner = await run('documents.createFolder', { title: 'Inner', parent: secret })
  const plan = await run('documents.create', { title: 'Plan' })
  const organisation = (await core.storage.control.organisationOfWorkspace(workspace)) ?? undefined
  if (!organisation) throw new Error('no organisation')
  await core.access.setInherits({ organisation, workspace, replica: secret, inherits: false, keepFor: ada })
  expect(await mayBobRead(plan)).toBe(true)
  expect(await mayBobRead(secret)).toBe(false)

  const hidden = told(async () => !(await mayBobRead(plan)))
  await run('documents.move', { id: plan, parent: inner, position: 'a0' })
  await core.storage.organisation(organisation).then((store) => store.log.sorted('now'))
  await hidden
  expect((await core.access.viewOf(bob, workspace))?.mayRead(inner)).toBe(false)
  expect((await core.access.check(ada, 'write', workspace, plan)).ok).toBe(true)

  const shown = told(() => mayBobRead(plan))
  await run('documents.move', { id: plan, parent: null, position: 'a0' })
  await shown
  expect(await mayBobRead(inner)).toBe(false)
}, 60_000)
