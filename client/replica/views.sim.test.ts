import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import {
  createDocument,
  createFolder,
  documentType,
  moveDocument,
  renameDocument,
} from '#shared/rooms/documents/index.ts'
import type { Command } from '#shared/rooms/room.ts'
import { type SyncDevice, SyncWorld } from './testing/sync-world.ts'

type Step =
  | 'hide'
  | 'show'
  | 'move-in'
  | 'move-out'
  | 'hide-folder'
  | 'show-folder'
  | 'edit'
  | 'cut'
  | 'away'
  | 'back'
  | 'restart'
  | 'wait'

const anyStep = fc.record({
  act: fc.constantFrom<Step>(
    ...(['hide', 'show', 'move-in', 'move-out', 'hide-folder', 'show-folder', 'edit'] as const),
    ...(['cut', 'away', 'back', 'restart', 'wait'] as const),
  ),
  at: fc.nat(3),
  /** How much travels before the next step. */
  rounds: fc.nat(6),
})

/** A workspace in which things are hidden and shown while a member's line comes and goes. */
class Views {
  readonly world: SyncWorld
  readonly ada: SyncDevice
  readonly grace: SyncDevice
  readonly workspace: WorkspaceId
  readonly folder: ReplicaId
  readonly documents: readonly ReplicaId[]

  private constructor(parts: Pick<Views, 'world' | 'ada' | 'grace' | 'workspace' | 'folder' | 'documents'>) {
    ;({ world: this.world, ada: this.ada, grace: this.grace } = parts)
    ;({ workspace: this.workspace, folder: this.folder, documents: this.documents } = parts)
  }

  static async open(): Promise<Views> {
    const world = await SyncWorld.open()
    const [ada, grace] = [await world.device('ada'), await world.device('grace')]
    const made = async <Input>(command: Command<Input, string, { id: ReplicaId }>, input: Input) => {
      const done = await ada.engine.run(command, input)
      if (!done.ok) throw new Error(done.reason)
      return done.value.id
    }
    const folder = await made(createFolder, { title: 'Folder' })
    const documents: ReplicaId[] = []
    for (const title of ['A', 'B', 'C', 'D']) documents.push(await made(createDocument, { title }))
    const workspace = await world.sync(ada)
    await world.join(grace, workspace, 'editor')
    return new Views({ world, ada, grace, workspace, folder, documents })
  }

  async do({ act, at, rounds }: { act: Step; at: number; rounds: number }): Promise<void> {
    const { ada, grace, world, folder } = this
    const id = this.documents[at] as ReplicaId
    if (act === 'hide' || act === 'show') await this.#hide(id, act === 'hide')
    if (act === 'hide-folder' || act === 'show-folder') await this.#hide(folder, act === 'hide-folder')
    if (act === 'move-in') await ada.engine.run(moveDocument, { id, parent: folder, position: 'a0' })
    if (act === 'move-out') await ada.engine.run(moveDocument, { id, parent: null, position: 'a0' })
    if (act === 'edit') await ada.engine.run(renameDocument, { id, title: `${'ABCD'[at]}, later` })
    if (act === 'cut') grace.wire()?.cut()
    if (act === 'away') grace.goOffline()
    if (act === 'back') grace.goOnline()
    if (act === 'restart') {
      await world.server.down()
      await world.server.up()
    }
    if (act === 'wait') await world.pass(4_000)
    await world.run(rounds)
  }

  async #hide(replica: ReplicaId, isHidden: boolean): Promise<void> {
    const { access, storage } = this.world.server.core
    const organisation = await storage.control.organisationOfWorkspace(this.workspace)
    if (!organisation) throw new Error('no organisation')
    const keepFor = userPrincipal(this.ada.account.id)
    await access.setInherits({ organisation, workspace: this.workspace, replica, inherits: !isHidden, keepFor })
  }

  /** What Grace may see, and what her device shows and holds. */
  async outcome() {
    const { grace, world, workspace, ada } = this
    grace.goOnline()
    await world.pass(90_000)
    const view = await world.server.core.access.viewOf(userPrincipal(grace.account.id), workspace)
    const rowsOf = ({ engine }: SyncDevice) =>
      engine
        .rows()
        .of(documentType)
        .map(({ id, value }) => `${id} ${value.title}`)
        .toSorted()
    const may = rowsOf(ada).filter((row) => view?.mayRead(row.split(' ')[0] as ReplicaId))
    const held = [...grace.device.disk.chunks.values()].filter((each) => each.workspace === workspace)
    const stored = [...new Set(held.map(({ replica }) => replica))].filter((id) => !view?.mayRead(id))
    return { may, shown: rowsOf(grace), stored, state: grace.engine.live.sync.get() }
  }
}

it('[SY53][SY57] whatever is hidden and shown while the line comes and goes, a device ends with what may be seen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 12 }), async (steps) => {
      const views = await Views.open()
      try {
        for (const step of steps) await views.do(step)
        const { may, shown, stored, state } = await views.outcome()
        expect(shown).toEqual(may)
        expect(stored).toEqual([])
        expect(state).toMatchObject({ state: 'synced', refused: 0 })
      } finally {
        await views.world.close()
      }
    }),
    { numRuns: Number(process.env.VIEW_RUNS ?? 6) },
  )
}, 600_000)
