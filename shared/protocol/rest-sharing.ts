import { z } from 'zod'
import type { ReplicaId, WorkspaceId } from '../kit/ids.ts'
import { bits, days, type NewOrganisationInvitation } from './rest-admin.ts'

/** Who reaches what, and how that is changed: grants, links, and why somebody may. */

/** GET /api/workspaces/{id}/sharing[/{replica}]: who reaches it, what they may, and why. */
export interface SharingState {
  /** false: what is granted above does not count here. */
  readonly inherits: boolean
  readonly grants: readonly SharingGrant[]
  readonly links: readonly PublicLink[]
  /** Addresses without an account that were let in here, and have not come yet. */
  readonly invitations: readonly InvitedAddress[]
}
export interface InvitedAddress {
  readonly email: string
  readonly bits: string
  readonly expiresAt: number
}
export interface SharingGrant {
  /** `user:…`, `team:…#member`, `organization:…#member`, `agent:…`. */
  readonly subject: string
  readonly name: string
  readonly email?: string
  /** Effective, as in `rw-`, and whether the subject may share it on. */
  readonly bits: string
  readonly canShare: boolean
  /** From nearest to farthest, in sentences: "Editor of Sales Team". */
  readonly why: readonly string[]
  /** It stands on this very thing, and can be taken away here. */
  readonly isDirect: boolean
}
/**
 * PUT /api/workspaces/{id}/sharing[/{replica}]/{subject}; `---` takes away. `{subject}` may be an e-mail address: an account of that address
 * that is not in the organisation becomes its guest; without an account it is invited as one, and the grant comes with the invitation. Asked
 * once more the invitation is sent again; taken away it is withdrawn.
 */
export const grantBody = z.object({
  bits,
  canShare: z.boolean().optional(),
  /** What was granted there before stays. */
  adds: z.boolean().optional(),
})
export interface GrantAnswer {
  readonly invitation?: NewOrganisationInvitation
  /** What the subject had on the very same, from itself, before: put it to take the grant back. */
  readonly before?: Granted
}
export interface Granted {
  readonly bits: string
  readonly canShare: boolean
}
/** PATCH /api/workspaces/{id}/sharing/{replica} */
export const inheritanceBody = z.object({ inherits: z.boolean() })

/** A public link to one thing. */
export interface PublicLink {
  readonly id: string
  readonly replica: ReplicaId
  readonly role: 'viewer' | 'editor'
  readonly expiresAt: number | undefined
  readonly hasPassword: boolean
  readonly createdBy: string
  readonly lastUsedAt: number | undefined
}
/** POST /api/workspaces/{id}/links; the answer has `token` once: the address is `/share/{token}`. */
export const linkBody = z.object({
  replica: z.string().max(64),
  role: z.enum(['viewer', 'editor']).default('viewer'),
  expiresInDays: days.optional(),
  password: z.string().min(4).max(200).optional(),
})
/** GET /api/orgs/{org}/links: all that is open, a page. DELETE /api/workspaces/{id}/links/{link} ends one. */
export interface OrganisationLink extends PublicLink {
  readonly workspace: WorkspaceId
  readonly workspaceName: string
  /** '' for what has none. */
  readonly title: string
}
export interface NewPublicLink extends PublicLink {
  readonly token: string
}

/** GET /api/orgs/{org}/access?subject=…&path=…&action=read|write|execute|share: why somebody may or may not. `GET …/access/{subject}`: what they reach, a page. */
export interface Explanation {
  readonly allowed: boolean
  readonly bits: string
  /** From the subject to the thing, one sentence a step; for a no, what was looked for. */
  readonly steps: readonly string[]
}
export interface ReachableThing {
  readonly path: string
  readonly title: string
  readonly kind: string
  readonly bits: string
}

/** GET /api/orgs/{org}/grants?path=…: what was granted on that very thing. */
export interface PathGrants {
  readonly path: string
  readonly grants: readonly SharingGrant[]
}
/**
 * PUT /api/orgs/{org}/grants, the operator's way, by path; DELETE …/grants?path=…&subject=… takes away. A subject goes by
 * `user:bob@acme.com` or the bare address, `agent:…`, `team:…` by name or id, or `everyone`.
 */
export const pathGrantBody = z.object({ path: z.string().min(1).max(500), subject: z.string().min(1).max(254), bits })
