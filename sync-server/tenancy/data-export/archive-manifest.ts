import { z } from 'zod'

export const manifestName = 'manifest.json'
export const databaseName = 'organisation.sqlite'
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** The paths that an archive of an organisation may hold. */
export const archivePath = /^(manifest\.json|organisation\.sqlite|readable\/[a-z]{1,20}\.json|blobs\/[0-9a-f]{64})$/

/** What an archive holds: the first file in it. */
export const archiveManifest = z.object({
  format: z.literal(1),
  product: z.literal('nexus'),
  exportedAt: z.iso.datetime(),
  organisation: z.object({ id: z.string().regex(/^org_[0-9a-z]{20,32}$/), name: z.string().max(200) }),
  /** Of the database. */
  schema: z.number().int().positive(),
  /** People with something in it; the importing server knows them by their address. */
  accounts: z
    .array(
      z.object({
        id: z.string().regex(/^account_[0-9a-z]{20,32}$/),
        email: z.email().max(254).toLowerCase(),
        name: z.string().max(200),
      }),
    )
    .max(100_000),
  /** All others, with what they have to be. */
  files: z
    .array(z.object({ path: z.string().regex(archivePath), bytes: z.number().int().nonnegative(), sha256: hash }))
    .max(5_000_000),
  /** Files that the database names and that were not there. */
  missing: z.array(hash),
})

export type ArchiveManifest = z.infer<typeof archiveManifest>
