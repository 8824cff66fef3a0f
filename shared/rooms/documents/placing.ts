import { z } from 'zod'
import type { Replica } from '../../crdt/replica.ts'
import { isReplicaId, typeOf, type ReplicaId } from '../../kit/ids.ts'
import { refused, done, type Outcome } from '../../kit/outcome.ts'
import { read, type Work } from '../room.ts'
import { folderType } from './model.ts'

export const documentId = idOf('document')
export const folderId = idOf('folder')
/** null = top level. */
export const parentInput = folderId.nullable()
/** An order key from `positionAt`; absent = last. */
export const positionInput = z.string().regex(/^[0-9A-Za-z]{1,200}$/)
export const titleInput = z
  .string()
  .max(500)
  .transform((title) => title.replace(/\s+/g, ' ').trim())

function idOf(type: string) {
  return z
    .custom<ReplicaId>((value) => isReplicaId(value) && typeOf(value) === type, `not the id of a ${type}`)
    .meta({ type: 'string' })
}

/** Whether a thing may go there: the folder exists, and is neither `moved` itself nor inside it. */
export async function checkParent(
  work: Work,
  parent: ReplicaId | null | undefined,
  moved?: ReplicaId,
): Promise<Outcome<'folder-missing' | 'into-itself', void>> {
  if (parent === null || parent === undefined) return done()
  const seen = new Set<ReplicaId>()
  let at: ReplicaId | undefined = parent
  while (at !== undefined && !seen.has(at)) {
    if (at === moved) return refused('into-itself')
    seen.add(at)
    const folder: Replica | undefined = await work.open(folderType, at)
    if (!folder && at === parent) return refused('folder-missing')
    at = folder && read.id(folder.fields(), 'parent')
  }
  return done()
}

/** Whether the thing would still be out of sight after its own restore: some folder around it is gone or in the trash. */
export async function liesInTrash(work: Work, thing: Replica): Promise<boolean> {
  const seen = new Set<ReplicaId>()
  let at = read.id(thing.fields(), 'parent')
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    const folder = await work.open(folderType, at)
    if (!folder || read.number(folder.fields(), 'trashedAt') !== undefined) return true
    at = read.id(folder.fields(), 'parent')
  }
  return false
}
