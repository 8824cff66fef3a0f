import { expect } from 'vitest'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { TestPerson, TestServer } from './test-server.ts'

/** A workspace of which things are looked for, by people whose rights differ. */
export interface SearchedWorkspace {
  readonly owner: TestPerson
  readonly viewer: TestPerson
  /** Nothing is shared with them yet. */
  readonly guest: TestPerson
  /** Of another organisation. */
  readonly stranger: TestPerson
  /** A viewer until `revoke`. */
  readonly revoked: TestPerson
  readonly workspace: WorkspaceId
  readonly organisation: string
  /** What was made, by the names that the test gives. */
  readonly ids: Readonly<Record<string, ReplicaId>>
  make(name: string, command: string, input: object): Promise<void>
  /** From everybody but the owner. */
  hide(name: string): Promise<void>
  /** With the guest, to be read. */
  share(name: string): Promise<void>
  revoke(): Promise<void>
}

export async function openSearchedWorkspace(server: TestServer): Promise<SearchedWorkspace> {
  const owner = await server.person('owner')
  const workspace = await owner.workspace('Plans')
  const names = ['viewer', 'guest', 'stranger', 'revoked'] as const
  const [viewer, guest, stranger, revoked] = (await Promise.all(names.map((name) => server.person(name)))) as [
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
  ]
  for (const person of [viewer, revoked]) await person.join(workspace, { by: owner, role: 'viewer' })
  await stranger.workspace('Elsewhere')
  const spaces = (await owner.call('GET', '/api/workspaces')).body as { id: string; organisation: string }[]
  const ids: Record<string, ReplicaId> = {}
  const path = `/api/workspaces/${workspace}`
  return {
    owner,
    viewer,
    guest,
    stranger,
    revoked,
    workspace,
    organisation: spaces.find(({ id }) => id === workspace)?.organisation ?? '',
    ids,
    make: async (name, command, input) => {
      const answer = await owner.call('POST', `${path}/commands/${command}`, input)
      expect([name, answer.status, answer.body]).toEqual([name, 200, expect.anything()])
      const made = (answer.body as { answer: ReplicaId | { id: ReplicaId } }).answer
      ids[name] = typeof made === 'string' ? made : made.id
    },
    hide: async (name) => {
      const hidden = await owner.call('PATCH', `${path}/sharing/${ids[name]}`, { inherits: false })
      expect(hidden.status).toBe(204)
    },
    share: async (name) => {
      const grant = { bits: 'r--', canShare: false }
      const shared = await owner.call('PUT', `${path}/sharing/${ids[name]}/${guest.account.email}`, grant)
      expect(shared.status).toBe(200)
    },
    revoke: async () => {
      await owner.call('DELETE', `${path}/members/${revoked.account.id}`)
    },
  }
}
