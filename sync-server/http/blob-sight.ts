import { allows } from '#shared/access/roles.ts'
import type { BlobHash, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Access, View } from '#server/access/access.ts'
import type { Log } from '#server/log/log.ts'
import { HttpRefusal } from './problems.ts'

interface BlobCaller {
  readonly principal: PrincipalId
  readonly workspace: WorkspaceId
}

/** Who may write anything of a workspace may bring the files that go with it. */
export async function refuseFile(access: Access, { principal, workspace }: BlobCaller): Promise<void> {
  const view = await access.viewOf(principal, workspace)
  if (!view) throw new HttpRefusal('no-access')
  if (!allows(view.role, 'write') && view.exceptions.length === 0) throw new HttpRefusal('not-allowed')
}

/**
 * Files belong to a workspace and not to a thing in it. Those with a role there have them by their hash; a guest only where something that
 * was shared names it, else a hash would tell whether somebody here has that file.
 */
export async function refuseUnseen(
  { access, log }: { access: Access; log: Log },
  { principal, workspace, hash }: BlobCaller & { hash: BlobHash },
): Promise<void> {
  const view = await access.viewOf(principal, workspace)
  if (!view || (view.shared && !(await isNamed(log, { workspace, hash, shared: view.shared }))))
    throw new HttpRefusal('not-found')
}

interface Search {
  readonly workspace: WorkspaceId
  readonly hash: BlobHash
  readonly shared: NonNullable<View['shared']>
}

/** A text of its length is one run of bytes in whatever update it came with. */
async function isNamed(log: Log, { workspace, hash, shared }: Search): Promise<boolean> {
  for (const replica of shared) {
    const chunks = (await log.ofReplica(workspace, replica))?.chunks ?? []
    if (chunks.some((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(hash))) return true
  }
  return false
}
