import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { encodeServerMessage } from '#shared/protocol/codec.ts'
import { nameOfLost } from '#shared/protocol/name-of-lost.ts'
import type { ServerMessage } from '#shared/protocol/messages.ts'
import { type LivePerson, type LiveWorld, openLiveWorld } from '../testing/live-world.ts'
import { documentChange, newDocument, type TestDevice } from '../testing/test-device.ts'
import { withinASecond } from '../testing/within-a-second.ts'

let world: LiveWorld
let workspace: WorkspaceId
let ada: LivePerson
let bob: LivePerson
let author: TestDevice
let open: ReplicaId
let secret: ReplicaId
const devices: TestDevice[] = []
let people = 0

beforeAll(async () => {
  world = await openLiveWorld()
  ;({ workspace } = world)
  ada = await world.person('ada')
})
afterAll(async () => {
  expect(world.faults).toEqual([])
  await world.close()
})
beforeEach(async () => {
  bob = await world.person(`bob${(people += 1)}`)
  author = await deviceOf(ada)
  ;[open, secret] = [newDocument(), newDocument()]
  await author.push(workspace, [documentChange('open to some', open), documentChange('secret', secret)])
})
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()))
})

async function deviceOf(person: LivePerson): Promise<TestDevice> {
  const device = await person.device()
  devices.push(device)
  return device
}

async function share(bits: string): Promise<void> {
  const { organisation, core } = world
  await world.admit(bob, 'guest')
  const granted = await core.access.grant({
    organisation,
    workspace,
    replica: open,
    subject: bob.principal as never,
    bits,
  })
  expect(granted).toMatchObject({ ok: true })
}
const setRole = (role: 'owner' | 'editor' | 'viewer' | undefined) =>
  world.core.access.setRole({ workspace, subject: bob.principal, role })
const hide = (replica: ReplicaId, isHidden = true) =>
  world.core.access.setInherits({
    organisation: world.organisation,
    workspace,
    replica,
    inherits: !isHidden,
    keepFor: ada.principal,
  })
const replicasIn = (heard: readonly ServerMessage[]) =>
  heard.flatMap((each) => {
    if (each.kind === 'changes') return each.changes.map(({ replica }) => replica)
    return each.kind === 'snapshots' ? each.snapshots.map(({ replica }) => replica) : []
  })
const kindsIn = (heard: readonly ServerMessage[]) => heard.map(({ kind }) => kind)

describe('a guest', () => {
  it('[SY50][SY53][SY54] is told of what was shared, and sees nothing else by page, bootstrap or commit', async () => {
    const device = await deviceOf(bob)
    device.send({ kind: 'subscribe', workspace, cursor: 0 })
    expect(await device.roundTrip()).toEqual([{ kind: 'refused', workspace, replica: '', code: 'no-access' }])
    await share('r--')
    const [told] = await device.roundTrip()
    expect(told).toMatchObject({ kind: 'access', workspace, role: 'guest', exceptions: [] })
    expect(told && 'view' in told && told.view).not.toBe('')

    device.send({ kind: 'bootstrap', workspace, asOf: 0, after: '' })
    const pages = await device.roundTrip()
    expect(replicasIn(pages)).toEqual([open])
    expect(pages.find(({ kind }) => kind === 'snapshots')).toMatchObject({ total: 1, next: '' })
    expect(replicasIn(await pulled(device))).toEqual([open])

    await author.push(workspace, [documentChange('more', secret), documentChange('new', newDocument())])
    expect(await device.roundTrip()).toEqual([])
    await author.push(workspace, [documentChange('both', open), documentChange('both', secret)])
    expect(replicasIn(await device.roundTrip())).toEqual([open])
  })

  it('[SY52][SY54] writes what was shared for that, and to all else is told what strangers are told', async () => {
    await share('r--')
    const device = await deviceOf(bob)
    await pulled(device)
    expect(await device.push(workspace, [documentChange('x', open)])).toEqual([{ refused: 'read-only' }])
    await share('rw-')
    expect(await device.roundTrip()).toMatchObject([{ kind: 'access', role: 'guest', exceptions: [open] }])
    expect(await device.push(workspace, [documentChange('x', open)])).toMatchObject([{ seq: expect.any(Number) }])
    const unknown = newDocument()
    for (const replica of [secret, unknown]) {
      expect(await device.push(workspace, [documentChange('x', replica)])).toEqual([{ refused: 'no-access' }])
      device.send({ kind: 'watch', workspace, replica })
      expect(await device.roundTrip()).toEqual([{ kind: 'refused', workspace, replica, code: 'no-access' }])
    }
  })

  it('[SY50] who is a guest no more is told so and hears nothing more', async () => {
    await share('r--')
    const device = await deviceOf(bob)
    await pulled(device)
    device.send({ kind: 'watch', workspace, replica: open })
    await device.roundTrip()
    await share('---')
    expect(await device.roundTrip()).toMatchObject([{ kind: 'access', role: 'none' }])
    author.send({ kind: 'watch', workspace, replica: open })
    author.send({ kind: 'presence', workspace, replica: open, bytes: Uint8Array.of(1) })
    await author.push(workspace, [documentChange('later', open)])
    expect(await device.roundTrip()).toEqual([])
  })
})

describe('a member', () => {
  it('[SY57] is told what has become visible since, and the name of nothing that is hidden', async () => {
    await setRole('editor')
    const device = await deviceOf(bob)
    await pulled(device)
    await hide(secret)
    const [told] = await device.roundTrip()
    const view = told?.kind === 'access' ? told.view : ''
    const since = async (stamp: string, after = '') => {
      device.send({ kind: 'difference', workspace, since: stamp, asOf: 0, after })
      return device.roundTrip()
    }
    const [gone] = await since('')
    expect(gone).toMatchObject({ kind: 'difference', next: '', snapshots: [] })
    expect(gone?.kind === 'difference' && gone.lost.map((each) => each.join())).toContain(nameOfLost(secret).join())
    expect(Buffer.from(encodeServerMessage(gone as ServerMessage)).includes(secret)).toBe(false)
    expect(await since(view)).toMatchObject([{ kind: 'difference', snapshots: [], lost: [] }])
    expect(await since('no such view')).toEqual([{ kind: 'refused', workspace, replica: '', code: 'history-gone' }])

    await hide(secret, false)
    await device.roundTrip()
    const [back] = await since(view)
    expect(back?.kind === 'difference' && back.snapshots.map(({ replica }) => replica)).toContain(secret)
    await setRole(undefined)
    await device.roundTrip()
    expect(await since(view)).toEqual([{ kind: 'refused', workspace, replica: '', code: 'no-access' }])
  })

  it('[SY53] is told when a thing is withdrawn, and gets the rest as before', async () => {
    await setRole('editor')
    const device = await deviceOf(bob)
    await pulled(device)
    await hide(secret)
    const [told] = await device.roundTrip()
    expect(told).toMatchObject({ kind: 'access', role: 'editor', exceptions: [] })
    expect(told && 'view' in told && told.view).not.toBe('')
    await author.push(workspace, [documentChange('more', secret), documentChange('more', open)])
    const heard = await device.roundTrip()
    expect(replicasIn(heard)).toEqual([open])
    device.send({ kind: 'bootstrap', workspace, asOf: 0, after: '' })
    const pages = await device.roundTrip()
    expect(replicasIn(pages)).not.toContain(secret)
    expect(replicasIn(pages)).toContain(open)
    expect(pages.at(-1)).toMatchObject({ total: 0, next: '' })
    expect(await device.push(workspace, [documentChange('x', secret)])).toEqual([{ refused: 'no-access' }])
  })

  it('[SY24] whose own changes are among others of a commit gets those it may see, each once', async () => {
    await setRole('editor')
    await hide(secret)
    const device = await deviceOf(bob)
    await pulled(device)
    const own = newDocument()
    device.send({ kind: 'push', workspace, push: 1, changes: [documentChange('own', own)] })
    await author.push(workspace, [documentChange('theirs', open), documentChange('hidden', secret)])
    const heard: ServerMessage[] = []
    while (!kindsIn(heard).includes('settled') || !replicasIn(heard).includes(open)) heard.push(await device.any())
    heard.push(...(await device.roundTrip()))
    expect(replicasIn(heard).filter((replica) => replica === open)).toHaveLength(1)
    expect(replicasIn(heard)).not.toContain(secret)
    expect(replicasIn(heard)).not.toContain(own)
  })
})

describe('revocation', () => {
  it('[SY50][SY75] reaches open sockets within a second, and nothing comes after it', async () => {
    await setRole('editor')
    const device = await deviceOf(bob)
    await pulled(device)
    const stock = await bob.stock(open)
    await stock.synced()
    await setRole(undefined)
    const [told, ended] = await withinASecond(Promise.all([device.next('access'), stock.ended()]))
    expect(told).toMatchObject({ role: 'none' })
    expect(ended.code).toBe(4403)
    await author.push(workspace, [documentChange('after', open)])
    expect(await device.roundTrip()).toEqual([])
    stock.close()
  })

  it('[SY52] of which the message was lost lets nothing through', async () => {
    const deaf = await openLiveWorld({ isDeaf: true })
    const [owner, other] = [await deaf.person('ada'), await deaf.person('bob')]
    const set = (role: 'editor' | undefined) =>
      deaf.core.access.setRole({ workspace: deaf.workspace, subject: other.principal, role })
    await set('editor')
    const [from, to] = [await owner.device(), await other.device()]
    await to.pullAll(deaf.workspace)
    to.send({ kind: 'watch', workspace: deaf.workspace, replica: open })
    from.send({ kind: 'watch', workspace: deaf.workspace, replica: open })
    const stock = await other.stock(open)
    await stock.synced()
    await Promise.all([to.roundTrip(), from.roundTrip()])
    await set(undefined)
    expect(await to.roundTrip()).toEqual([])
    from.send({ kind: 'presence', workspace: deaf.workspace, replica: open, bytes: Uint8Array.of(1) })
    await from.push(deaf.workspace, [documentChange('after', open)])
    expect((await stock.ended()).code).toBe(4403)
    expect(stock.doc.getMap('fields').size).toBe(0)
    expect(await to.next('access')).toMatchObject({ role: 'none' })
    expect(kindsIn(await to.roundTrip())).toEqual([])
    expect(await to.push(deaf.workspace, [documentChange('x', open)])).toEqual([{ refused: 'no-access' }])
    stock.close()
    await Promise.all([from.close(), to.close()])
    await deaf.close()
  })

  it('[SY50] a role that is lowered is told, and what is on its way is refused', async () => {
    await setRole('editor')
    const device = await deviceOf(bob)
    await pulled(device)
    await setRole('viewer')
    const [told, refused] = [await device.next('access'), await device.push(workspace, [documentChange('x', open)])]
    expect([told.role, refused]).toEqual(['viewer', [{ refused: 'read-only' }]])
  })
})

/** From the beginning, until it is live. */
async function pulled(device: TestDevice): Promise<readonly ServerMessage[]> {
  const changes = await device.pullAll(workspace)
  return [{ kind: 'changes', workspace, from: 0, to: 0, head: 0, changes }]
}
