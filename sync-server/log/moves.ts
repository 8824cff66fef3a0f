import { isReplicaId, type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Access } from '#server/access/access.ts'
import { isWider } from '#server/access/moving.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { ResourceRow, TupleView } from '#server/storage/tuple-store.ts'
import { homeOfWorkspace, type WorkspaceHome } from '#server/storage/workspace-store.ts'

/** A change of the folder that a thing lies in, on its way into the log. */
export interface Move {
  /**
   * Fulfilled when what is granted on the new folder counts, and everybody has been told; the change is stored after it. So nobody reads
   * in its new place what they may not read there, and a crash in between leaves the change on the device, which sends it again.
   */
  begin(): Promise<void>
  /** To be called once. */
  settle(isStored: boolean): void
}

interface AskedMove {
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  readonly principal: PrincipalId
  /** undefined: into no folder. */
  readonly to: ReplicaId | undefined
  /** Nobody could read it anywhere before. */
  readonly isNew: boolean
}

/**
 * Where things lie decides who may read them, so a move is decided when it is pushed (SY34): it takes the right to write at both ends, and
 * where it shows the thing to somebody who could not read it, the right to share it.
 */
export interface Moves {
  /** done(undefined): it lies there already. To be asked of one change of a thing after another. */
  judge(asked: AskedMove): Promise<Outcome<'may-not-move', Move | undefined>>
}

interface MovePorts {
  readonly storage: Storage
  readonly access: Pick<Access, 'check' | 'catchUp'>
  report(fault: unknown): void
}

/** Documents and folders lie in folders; everything else in its workspace. */
export function liesInFolders(replica: ReplicaId): boolean {
  const type = typeOf(replica)
  return type === 'document' || type === 'folder'
}

/** What is said of a folder names one, or nothing. */
export function folderOf(said: unknown): ReplicaId | undefined {
  return isReplicaId(said) && typeOf(said) === 'folder' ? said : undefined
}

export function openMoves(ports: MovePorts): Moves {
  return new OpenMoves(ports)
}

/** Moves of one thing that are on their way. */
interface Underway {
  readonly workspace: WorkspaceId
  /** Before the first of them. */
  readonly from: ReplicaId | undefined
  /** After the latest one that was judged. */
  to: ReplicaId | undefined
  latest: number
  /** The latest one that has begun. */
  begun: number
  count: number
}

class OpenMoves implements Moves {
  readonly #ports: MovePorts
  readonly #underway = new Map<ReplicaId, Underway>()
  /** To be written together, by workspace. */
  readonly #waiting = new Map<WorkspaceId, { places: Map<ReplicaId, ReplicaId | undefined>; written: Promise<void> }>()
  #last = 0

  constructor(ports: MovePorts) {
    this.#ports = ports
  }

  async judge(asked: AskedMove): Promise<Outcome<'may-not-move', Move | undefined>> {
    const { workspace, replica, to, isNew } = asked
    const home = await homeOfWorkspace(this.#ports.storage, workspace)
    if (!home) return refused('may-not-move')
    const from = await home.store.lookAtTuples((tuples) => this.#rowOf(tuples, workspace, replica)?.parent)
    if (from === to) return done(undefined)
    if (!(await this.#mayWriteIn(asked, to))) return refused('may-not-move')
    if (!isNew && !(await this.#mayWriteIn(asked, from))) return refused('may-not-move')
    if (!isNew && !(await this.#mayShow(asked, home))) return refused('may-not-move')
    return done(this.#take(asked, from))
  }

  #rowOf(tuples: TupleView, workspace: WorkspaceId, replica: ReplicaId): ResourceRow | undefined {
    const row = tuples.resource(replica)
    const underway = this.#underway.get(replica)
    return underway ? { replica, workspace, inherits: row?.inherits ?? true, parent: underway.to } : row
  }

  /** In a folder, or in none; one that is being moved itself counts in both places. */
  async #mayWriteIn(asked: AskedMove, folder: ReplicaId | undefined): Promise<boolean> {
    const { principal, workspace } = asked
    if (!(await this.#ports.access.check(principal, 'write', workspace, folder)).ok) return false
    const underway = folder && this.#underway.get(folder)
    if (!underway) return true
    const { to } = underway
    return (await this.#ports.access.check(principal, 'write', workspace, to)).ok
  }

  async #mayShow({ principal, workspace, replica, to }: AskedMove, { store }: WorkspaceHome): Promise<boolean> {
    if ((await this.#ports.access.check(principal, 'share', workspace, replica)).ok) return true
    return store.lookAtTuples((tuples) => {
      const rowOf = (each: ReplicaId) => this.#rowOf(tuples, workspace, each)
      return !isWider(tuples, { workspace, replica, to, rowOf })
    })
  }

  #take({ workspace, replica, to }: AskedMove, from: ReplicaId | undefined): Move {
    const number = (this.#last += 1)
    const underway = this.#underway.get(replica) ?? { workspace, from, to, latest: number, begun: 0, count: 0 }
    this.#underway.set(replica, underway)
    Object.assign(underway, { to, latest: number, count: underway.count + 1 })
    return {
      begin: async () => {
        // What was judged later stands, in whatever order the two are stored.
        if (underway.begun > number) return
        underway.begun = number
        await this.#write(workspace, replica, to)
      },
      settle: (isStored) => {
        underway.count -= 1
        if (underway.count === 0) this.#underway.delete(replica)
        if (isStored || underway.latest !== number) return
        underway.to = from
        if (underway.begun === number) this.#write(workspace, replica, from).catch((fault) => this.#ports.report(fault))
      },
    }
  }

  /** Together with what else is written in the same moment: an import brings hundreds at once. */
  #write(workspace: WorkspaceId, replica: ReplicaId, to: ReplicaId | undefined): Promise<void> {
    const waiting = this.#waiting.get(workspace)
    if (waiting) {
      waiting.places.set(replica, to)
      return waiting.written
    }
    const places = new Map([[replica, to]])
    const written = Promise.resolve().then(async () => {
      this.#waiting.delete(workspace)
      const home = await homeOfWorkspace(this.#ports.storage, workspace)
      if (!home) throw new Error(`bug: a move in ${workspace}, which nobody made`)
      await home.store.writeParents(workspace, places)
      await this.#ports.access.catchUp(workspace)
    })
    this.#waiting.set(workspace, { places, written })
    return written
  }
}
