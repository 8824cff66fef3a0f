import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeClientMessage } from '#shared/protocol/codec.ts'
import { protocolVersion } from '#shared/protocol/codes.ts'
import type { DeviceId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { decodeServerMessage } from '#shared/protocol/codec.ts'
import { openYjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import {
  editorOf,
  firstVisit,
  invitationTo,
  joinBy,
  newDocument,
  type Person,
  restOf,
  syncWorkspace,
} from './support/people.ts'
import { rest } from './support/rest.ts'
import { startServer, type TestServer } from './support/server.ts'

let server: TestServer
let ada: Person
let vera: Person
let path: string

beforeAll(async () => {
  server = await startServer()
  ada = await firstVisit(server)
  path = await newDocument(ada, 'House rules')
  await ada.page().keyboard.type('No shoes inside.')
  await syncWorkspace(ada, 'Ada')
  vera = await joinBy(server, await invitationTo(ada, 'viewer'), { name: 'Vera', base: ada.base })
})
afterAll(async () => {
  await vera?.browser.close()
  await ada?.browser.close()
  await server?.close()
})

describe('a viewer', () => {
  it('reads, is told so, and is offered no editing', async () => {
    const page = await vera.goto(path)
    await page.getByText('No shoes inside.').waitFor()
    await page.getByText('You can read this workspace but not change it.').waitFor()
    await page.getByText('No shoes inside.').click()
    await page.keyboard.type('But hats are fine.')
    expect(await page.locator('main').innerText()).not.toContain('hats')
    expect(await editorOf(page).getAttribute('contenteditable')).toBe('false')
  })

  it('can not write with a forged frame: it is refused with a code, and nobody sees it', async () => {
    const id = path.split('/').at(-1) as ReplicaId
    const forged = openYjsReplica({ id, shape: { title: 'value' }, actor: '' })
    const changes: number[][] = []
    forged.onLocalChange((change) => changes.push([...change]))
    forged.patch({ title: 'Owned by Vera' })
    const workspace = vera.base.split('/').at(-1) as WorkspaceId
    const hello = encodeClientMessage({
      kind: 'hello',
      version: protocolVersion,
      device: 'device_00000000000000000000000000' as DeviceId,
      token: '',
    })
    const push = encodeClientMessage({
      kind: 'push',
      workspace,
      push: 7,
      changes: changes.map((bytes) => ({ replica: id, kind: 'yjs', bytes: Uint8Array.from(bytes) })),
    })
    const frames = await vera.page().evaluate(
      ({ first, second }) =>
        new Promise<number[][]>((resolve, reject) => {
          const heard: number[][] = []
          const socket = new WebSocket(`ws://${location.host}/sync`)
          socket.binaryType = 'arraybuffer'
          socket.onopen = () => socket.send(Uint8Array.from(first))
          socket.onerror = () => reject(new Error('The socket failed.'))
          socket.onmessage = (event: MessageEvent<ArrayBuffer>) => {
            heard.push([...new Uint8Array(event.data)])
            if (heard.length === 1) socket.send(Uint8Array.from(second))
            else {
              resolve(heard)
              socket.close()
            }
          }
        }),
      { first: [...hello], second: [...push] },
    )
    const answer = decodeServerMessage(Uint8Array.from(frames[1] ?? []))
    expect(answer).toMatchObject({ ok: true, value: { kind: 'settled', push: 7, results: [{ refused: 'read-only' }] } })
    await ada.goto(path)
    await expect
      .poll(() => ada.page().getByRole('textbox', { name: 'Title', exact: true }).inputValue())
      .toBe('House rules')
  })

  it('loses access when she is removed, without doing anything', async () => {
    await vera.goto(path)
    await vera.page().getByText('No shoes inside.').waitFor()
    const members = await rest<{ account: string; name: string }[]>(ada.page(), `GET ${restOf(ada)}/members`)
    const account = members.find(({ name }) => name === 'Vera')?.account
    await rest(ada.page(), `DELETE ${restOf(ada)}/members/${account}`)
    await vera
      .page()
      .getByText(/no longer have access/)
      .first()
      .waitFor()
  })
})
