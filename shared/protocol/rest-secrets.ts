import { z } from 'zod'

/** GET /api/orgs/{org}/secrets: never their values. */
export interface SecretSummary {
  readonly name: string
  /** The newest, which is used from now on. */
  readonly version: number
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
  /** Those in use, newest first. */
  readonly versions: readonly { readonly version: number; readonly createdAt: number }[]
}
export const secretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
/** PUT /api/orgs/{org}/secrets/{name}: a new version; those before it stay in use. DELETE revokes it, or `?version=`. */
export const secretBody = z.object({
  value: z
    .string()
    .min(1)
    .max(64 * 1024),
})
