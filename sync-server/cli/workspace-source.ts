import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange, ServerMessage } from '#shared/protocol/messages.ts'

/** Where the command line finds a workspace's log and files: a data folder, or a server that runs. */
export interface WorkspaceSource {
  readonly id: WorkspaceId
  readonly name: string
  /** In whose name changes are made. */
  readonly principal: PrincipalId
  /** Everything that the workspace holds, page by page; a large replica comes in several pieces. */
  states(): AsyncIterable<StatePage>
  ofReplica(id: ReplicaId): Promise<readonly Uint8Array[]>
  /** All of them, or none: the first reason. */
  push(changes: readonly OutgoingChange[]): Promise<Outcome<RefusalCode, void>>
  putBlob(hash: BlobHash, blob: Blob): Promise<Outcome<'too-large' | 'storage-full' | 'no-access' | 'read-only', void>>
  readBlob(hash: BlobHash): Promise<Blob | undefined>
  close(): Promise<void>
}

export type StatePage = Extract<ServerMessage, { kind: 'snapshots' }>

/** All pages of a bootstrap, one asked for after the other. */
export async function* statePages(
  ask: (position: { readonly asOf: number; readonly after: string }) => Promise<StatePage>,
): AsyncGenerator<StatePage> {
  let page = await ask({ asOf: 0, after: '' })
  yield page
  while (page.next !== '') {
    page = await ask({ asOf: page.asOf, after: page.next })
    yield page
  }
}

interface Named {
  readonly id: WorkspaceId
  readonly name: string
}

/** The one workspace that a name or id means; `undefined` when there is none. */
export function pickWorkspace<Found extends Named>(
  all: readonly Found[],
  wanted: string,
): Outcome<'several-workspaces', Found | undefined> {
  const byId = all.find((each) => each.id === wanted)
  const byName = all.filter((each) => each.name.localeCompare(wanted, undefined, { sensitivity: 'accent' }) === 0)
  if (byId || byName.length < 2) return done(byId ?? byName[0])
  const ids = byName.map((each) => each.id).join(', ')
  return refused(
    'several-workspaces',
    `there are ${byName.length} workspaces named "${wanted}"; name one by its id: ${ids}.`,
  )
}

export function noSuchWorkspace(all: readonly Named[], wanted: string): string {
  const names = all.map((each) => `"${each.name}"`).join(', ')
  return `there is no workspace "${wanted}"; ${names ? `there are ${names}` : 'there are none yet'}. Add --create to make it.`
}
