import type { BlobHash, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { refused, type Outcome } from '#shared/kit/outcome.ts'
import type { AnyCommand, Rows, Work } from '#shared/rooms/room.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { openOfflineSource } from './offline-source.ts'
import { openServerSource } from './server-source.ts'
import { workspaceOver } from './workspace-over.ts'

/**
 * One workspace as the command line uses it: whether its server runs or its data folder lies idle, the same commands over the same
 * log.
 */
export interface WorkspaceAccess {
  readonly id: WorkspaceId
  readonly name: string
  /** One command, stored before the promise is fulfilled. Refused with its own reason, `invalid-input`, or a code of the push. */
  run(command: AnyCommand, input: unknown): Promise<Outcome<string, unknown>>
  /** Several commands or patches as one append: all of them are stored, or none. What `act` throws stores nothing. */
  batch<Value>(act: (work: Work) => Promise<Value>): Promise<Outcome<string, Value>>
  /** Every replica as its row, as things stand now. */
  rows(): Promise<Rows>
  /** Opens one replica for reading while `look` runs; undefined when there is none. */
  read<Value>(id: ReplicaId, look: (replica: Replica) => Value): Promise<Value | undefined>
  putBlob(blob: Blob): Promise<Outcome<'too-large' | 'storage-full' | 'no-access' | 'read-only', BlobHash>>
  readBlob(hash: BlobHash): Promise<Blob | undefined>
  close(): Promise<void>
}

export interface WorkspaceQuestion {
  /** Name or id of a workspace. */
  readonly workspace: string
  /** Makes the workspace when there is none of that name. */
  readonly create?: boolean
  /** Talk to this running server instead of opening a data folder. */
  readonly server?: string | undefined
  readonly dataFolder: string
  readonly env: NodeJS.ProcessEnv
}

export type WorkspaceRefusal =
  | 'no-workspace'
  | 'several-workspaces'
  | 'no-account'
  | 'server-running'
  | 'not-signed-in'
  | 'unreachable'

/** Refused with the sentence to print in `detail`. */
export async function openWorkspace(question: WorkspaceQuestion): Promise<Outcome<WorkspaceRefusal, WorkspaceAccess>> {
  try {
    const source = question.server
      ? await openServerSource(question, question.server)
      : await openOfflineSource(question)
    return source.ok ? workspaceOver(source.value) : source
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error
    const isRunning = error.code === 'in-use'
    return refused(isRunning ? 'server-running' : 'unreachable', isRunning ? runningSentence(question) : error.message)
  }
}

function runningSentence({ dataFolder }: WorkspaceQuestion): string {
  return (
    `a server is using ${dataFolder}. Stop it, or add --server http://localhost:8787 (its address) with the e-mail address and ` +
    'password of an account in NEXUS_EMAIL and NEXUS_PASSWORD.'
  )
}
