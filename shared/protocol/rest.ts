import { z } from 'zod'
import { roles } from '../access/roles.ts'
import type { SignInWays } from './rest-account.ts'
import type { AccountId, BlobHash, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '../kit/ids.ts'

/** Bodies and answers of the REST doors; paths are in docs/rest.md. Errors are `Problem`s with the matching status. */

const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
const password = z.string().min(10).max(200)
const name = z.string().trim().min(1).max(120)
const workspaceId = z
  .string()
  .regex(/^ws_[0-9a-z]{20,32}$/)
  .transform((value) => value as WorkspaceId)

/** POST /api/accounts. `setup`: the one-time word that start prints beyond loopback; `invitation`: the token of a link. */
export const signUpBody = z.object({
  email,
  name,
  password,
  setup: z.string().max(100).optional(),
  invitation: z.string().max(100).optional(),
})
/** POST /api/session */
export const signInBody = z.object({ email, password: z.string().min(1).max(200) })
/** What a key is good for: to read, to write, and to administer what its bearer may administer. */
export const keyScopes = ['read', 'write', 'admin'] as const
export type KeyScope = (typeof keyScopes)[number]
const keyScope = z.enum(keyScopes)

/** POST /api/keys. Without `expiresInDays` the key is good until it is revoked, without an organisation for all that the caller has something in. */
export const createKeyBody = z.object({
  name,
  expiresInDays: z.number().int().min(1).max(3650).optional(),
  scopes: z
    .array(keyScope)
    .min(1)
    .max(3)
    .transform((scopes) => keyScopes.filter((each) => scopes.includes(each)))
    .default([...keyScopes]),
  /** By its id or its name in paths. */
  organisation: z.string().max(64).optional(),
})
/** POST /api/orgs/{org}/keys: of the caller, or of an agent of the organisation; good in that organisation only. */
export const organisationKeyBody = createKeyBody
  .omit({ organisation: true })
  .extend({ agent: z.string().max(254).optional() })
/** POST /api/workspaces. The id is minted by the device, so that local work moves in under the id it has. */
export const createWorkspaceBody = z.object({ id: workspaceId, name })
/** PATCH /api/workspaces/{id} */
export const renameWorkspaceBody = z.object({ name })
/** POST /api/workspaces/{id}/invitations */
export const inviteBody = z.object({ role: z.enum(roles), expiresInDays: z.number().int().min(1).max(90) })
/** PATCH /api/workspaces/{id}/members/{account} */
export const changeRoleBody = z.object({ role: z.enum(roles) })

export interface Account {
  readonly id: AccountId
  readonly name: string
  readonly email: string
}

export interface WorkspaceSummary {
  readonly id: WorkspaceId
  readonly name: string
  readonly organisation: OrganisationId
  readonly role: (typeof roles)[number]
  /** Without a role in it: some things of it were shared, and `role` is the least. */
  readonly isGuest?: boolean
  /** May have agents work there; absent: as the role says. */
  readonly canAsk?: boolean
}

/** GET /api/session: 200 always, so that asking is not an error. */
export interface SessionAnswer {
  readonly account?: Account
  readonly workspaces: readonly WorkspaceSummary[]
  /** No account exists yet on this server; `needsSetupWord`: the first one needs the word that start printed. */
  readonly isNew: boolean
  readonly needsSetupWord: boolean
  /** Whether an account can be made without an invitation. */
  readonly openSignUp: boolean
  /** What there is besides a password. */
  readonly ways?: SignInWays
  /** Organisations that let the person in once the account has a second factor; absent: none. */
  readonly waiting?: readonly { readonly id: OrganisationId; readonly name: string }[]
}

export interface Member {
  readonly account: AccountId
  readonly principal: PrincipalId
  readonly name: string
  readonly email: string
  readonly role: (typeof roles)[number]
}

/** GET /api/workspaces/{id}/invitations: those still open. Tokens are kept hashed, so a list can not show them again. */
export interface PendingInvitation {
  readonly id: string
  readonly role: (typeof roles)[number]
  readonly expiresAt: number
  readonly createdBy: string
}

/** POST /api/workspaces/{id}/invitations: the only time that the token is shown. The link is `/invite/{token}`. */
export interface Invitation extends PendingInvitation {
  readonly token: string
}

/** GET /api/invitations/{token}, for anyone who holds the link. */
export interface InvitationPreview {
  readonly organisationName?: string
  /** Absent: it is into the organisation alone. */
  readonly workspaceName?: string
  /** The one thing that it is for. */
  readonly title?: string
  readonly invitedBy: string
  readonly role: (typeof roles)[number]
}

/** POST /api/invitations/{token}/accept: what to open. Without `id` it was into the organisation alone. */
export type JoinAnswer = Partial<WorkspaceSummary> & { readonly replica?: ReplicaId }

/** PUT /api/workspaces/{id}/blobs/{hash}: 201 or, when it was there, 200. */
export interface StoredBlob {
  readonly hash: BlobHash
  readonly bytes: number
  readonly type: string
}

/** RFC 9457. `code` is literal, `detail` is the sentence a person reads. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** GET /api/keys: the caller's own. The secret is shown once, when the key is made. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly createdBy: PrincipalId
  /** undefined: it does not end by itself. */
  readonly expiresAt: number | undefined
  /** To the hour; undefined: never. */
  readonly lastUsedAt: number | undefined
  readonly scopes: readonly KeyScope[]
  /** The one it is good in; undefined: all that its bearer has something in. */
  readonly organisation: OrganisationId | undefined
}

/** GET /api/orgs/{org}/keys, a page: keys that are good in this organisation only. */
export interface OrganisationKey extends ApiKey {
  /** As whom its bearer acts. */
  readonly principal: PrincipalId
  readonly bearer: string
}

/** POST /api/keys */
export interface NewApiKey extends ApiKey {
  readonly token: string
}

/** POST /api/session/token: stands for the sign-in for five minutes, where there is no cookie. */
export interface SessionToken {
  readonly token: string
  readonly expiresAt: number
}
