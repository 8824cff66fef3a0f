import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const manifestName = 'manifest.json'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** Relative, below the folder: what a manifest names is written where it says. */
const path = z.string().regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*$/)

const databaseSchema = z.object({
  path,
  bytes: z.number().int().nonnegative(),
  sha256: hash,
  /** `user_version`. */
  schema: z.number().int().nonnegative(),
  /** Equal to that of a later backup: the file had not been written in between. */
  marker: z.string(),
  /** What was wrong with the database already; empty when it is sound. */
  faults: z.array(z.string()),
})

const manifestSchema = z.object({
  format: z.literal(1),
  /** When the last of the databases was copied, in ISO 8601. */
  madeAt: z.iso.datetime(),
  databases: z.array(databaseSchema),
  /** What was acknowledged and not yet in the tables of a database. */
  journals: z.array(z.object({ path, bytes: z.number().int().nonnegative(), sha256: hash })),
  /** Files of organisations, named by their SHA-256. */
  blobs: z.array(z.object({ path, bytes: z.number().int().nonnegative() })),
  /** Files that a database names and that were not there. */
  missing: z.array(path),
})

/** What a backup holds and how to know that it still does. */
export type Manifest = z.infer<typeof manifestSchema>
/** One database of a backup. */
export type DatabaseEntry = z.infer<typeof databaseSchema>

/** undefined: no manifest, or one that can not be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(JSON.parse(readFileSync(join(folder, manifestName), 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Nothing was wrong with the data when it was made. */
export function isSound({ databases, missing }: Manifest): boolean {
  return missing.length === 0 && databases.every(({ faults }) => faults.length === 0)
}
