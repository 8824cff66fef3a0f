import type { ReplicaId } from '#shared/kit/ids.ts'
import { typeOfReplica } from '#shared/rooms/all-types.ts'
import type { Row } from '#shared/rooms/room.ts'
import type { Core } from './core.ts'
import { markDirty } from './journal-part.ts'

/** In one idle moment: a record takes some milliseconds to open. */
const sliceSize = 20
const lockName = 'nexus-rows'

/**
 * Makes rows again that another version has made (of the app, or of the server that told them), a few whenever nothing else is to be
 * done. Until then they are shown as they are. One tab does it for all.
 */
export function renewRows(core: Core): void {
  const tried = new Set<ReplicaId>()
  let isWaiting = false

  const look = () => {
    if (isWaiting || oldRows(core, tried).length === 0) return
    isWaiting = true
    const release: () => void = core.edges.locks.acquire(lockName, () => {
      void work().finally(() => {
        isWaiting = false
        release()
      })
    })
  }
  const work = async () => {
    // Another tab may have done it meanwhile: looked at anew each time.
    for (let rows = oldRows(core, tried); rows.length > 0; rows = oldRows(core, tried)) {
      await new Promise<void>((resolve) => void core.edges.timers.whenIdle(resolve))
      const slice = rows.slice(0, sliceSize)
      for (const { id } of slice) tried.add(id)
      if (!(await renew(core, slice))) return
    }
  }

  core.workspaces.current.subscribe(look)
  core.onStored(({ rows }) => rows.some(({ row }) => row && isOld(row)) && look())
  look()
}

function oldRows(core: Core, tried: ReadonlySet<ReplicaId>): readonly Row[] {
  return core.table.all().filter((row) => isOld(row) && !tried.has(row.id))
}

function isOld({ id, type: name, version }: Row): boolean {
  const type = typeOfReplica(id)
  return type?.name === name && type.version !== version
}

function renew(core: Core, rows: readonly Row[]): Promise<boolean> {
  const workspace = core.currentId
  core.journal.note((part) => {
    for (const { id } of rows) {
      const type = typeOfReplica(id)
      if (type) markDirty(part, { workspace, id, type, meta: undefined })
    }
  })
  return core.journal.flushed()
}
