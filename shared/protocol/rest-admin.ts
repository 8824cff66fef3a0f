import { z } from 'zod'
import { roles } from '../access/roles.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '../kit/ids.ts'

/**
 * Bodies and answers of the doors of an organisation, below /api/orgs/{org}; `{org}` is an id or the name of the operator's file. Lists are
 * pages: `?after=…&limit=…` asks, `next` answers where the next one begins.
 */

const name = z.string().trim().min(1).max(120)
const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
export const days = z.number().int().min(1).max(3650)

export interface ListPage<Item> {
  readonly items: readonly Item[]
  /** undefined: that was all. */
  readonly next?: string
}

export const organisationRoles = ['admin', 'member', 'guest'] as const
export type OrganisationRole = (typeof organisationRoles)[number]

/** What can be granted on anything by its path, as in `rw-`. */
export const bitsPattern = /^[r-][w-][x-]$/
export const bits = z.string().regex(bitsPattern, 'three of r, w, x or -, such as rw-')

/** GET /api/orgs: those the caller has something in. */
export interface OrganisationSummary {
  readonly id: OrganisationId
  /** The name in paths, where the operator gave one. */
  readonly slug?: string
  readonly name: string
  readonly role: OrganisationRole
  readonly suspended: boolean
  /** It asks for a second step at sign-in, and the caller has none: until there is one it keeps them out. */
  readonly needsTwoFactor?: boolean
}

/** POST /api/orgs */
export const createOrganisationBody = z.object({ name })

/** GET /api/orgs/{org} */
export interface OrganisationDetail extends OrganisationSummary {
  readonly settings: OrganisationSettings
  readonly members: number
  readonly createdAt: number
}

export interface OrganisationSettings {
  readonly signIn: { readonly requireTwoFactor: boolean; readonly allowedDomains: readonly string[] }
  /** In days; undefined: for ever. */
  readonly retention: { readonly history: number; readonly conversations?: number; readonly sessions?: number }
  readonly branding: { readonly colour?: string }
}

/** PATCH /api/orgs/{org}; what is left out stays. */
export const organisationSettingsBody = z.object({
  name: name.optional(),
  settings: z
    .object({
      signIn: z
        .object({ requireTwoFactor: z.boolean(), allowedDomains: z.array(z.string().min(1).max(253)).max(50) })
        .partial(),
      retention: z.object({ history: days, conversations: days.nullable(), sessions: days.nullable() }).partial(),
      branding: z
        .object({
          colour: z
            .string()
            .regex(/^#[0-9a-f]{6}$/i)
            .nullable(),
        })
        .partial(),
    })
    .partial()
    .optional(),
})

/** PUT /api/orgs/{org}/suspension, for whoever runs the server: nobody of it comes in while it is. */
export const suspensionBody = z.object({ suspended: z.boolean() })

/** DELETE /api/orgs/{org}: everything of it, for ever. `name` has to be its name. */
export const eraseOrganisationBody = z.object({ name: z.string() })

/** GET /api/orgs/{org}/members, a page. Agents are members too. */
export interface OrganisationMember {
  readonly principal: PrincipalId
  readonly name: string
  /** '' for an agent. */
  readonly email: string
  readonly role: OrganisationRole
  /** By their names, to be read; by id they are at /teams. */
  readonly teams: readonly string[]
  readonly suspended: boolean
  readonly twoFactor: boolean
  /** To the day; undefined: never. */
  readonly lastSeenAt: number | undefined
}

/** POST /api/orgs/{org}/members: somebody who has an account on this server already, or one that gets an invitation by mail. */
export const addMemberBody = z.object({
  email,
  role: z.enum(organisationRoles).default('member'),
  name: name.optional(),
  /** Workspaces by id or name, with what is granted there. */
  workspaces: z
    .array(z.object({ workspace: z.string().max(64), bits }))
    .max(100)
    .default([]),
})
/** One of the two: whoever has no account yet is invited. */
export interface AddMemberAnswer {
  readonly member?: OrganisationMember
  readonly invitation?: NewOrganisationInvitation
}
/** PATCH /api/orgs/{org}/members/{user}; `{user}` is an account id, an agent's id or an e-mail address. */
export const changeMemberBody = z.object({
  role: z.enum(organisationRoles).optional(),
  suspended: z.boolean().optional(),
})
/**
 * DELETE /api/orgs/{org}/members/{user}/two-factor, by an administrator who has just shown who they are, for an account of this organisation
 * alone; DELETE /api/accounts/{account}/two-factor, for whoever runs the server. It also ends all sessions.
 */
export interface FactorReset {
  /** A mail is on its way to the person; false: this server can not send any. */
  readonly wasTold: boolean
}
/** POST /api/orgs/{org}/ownership: the caller hands on what they own in it: workspaces and, when `admin`, the administration. */
export const transferBody = z.object({ to: z.string().max(254), admin: z.boolean().default(true) })

/** GET /api/orgs/{org}/directory?query=…, at most 20: whom its members can share with, found by name or address. Not for guests. */
export interface DirectoryEntry {
  /** As in a grant: `user:…`, `agent:…`, `team:…#member`, `organization:…#member`. */
  readonly subject: string
  readonly kind: 'person' | 'agent' | 'team' | 'everyone'
  readonly name: string
  readonly email?: string
  /** Of a team or everyone. */
  readonly members?: number
}

/** GET /api/orgs/{org}/teams */
export interface Team {
  readonly id: string
  readonly name: string
  /** The team that this one is part of. */
  readonly parent?: string
  readonly members: readonly { readonly principal: PrincipalId; readonly name: string; readonly isLead: boolean }[]
}
/** POST /api/orgs/{org}/teams, PATCH …/teams/{team} */
export const teamBody = z.object({ name, parent: z.string().max(64).nullable().optional() })
/** PUT /api/orgs/{org}/teams/{team}/members/{user}; DELETE takes out. */
export const teamMemberBody = z.object({ isLead: z.boolean().default(false) })

/** GET /api/orgs/{org}/workspaces: all of it for an administrator, else those that the caller can read. */
export interface OrganisationWorkspace {
  readonly id: WorkspaceId
  readonly slug?: string
  readonly name: string
  readonly members: number
  readonly storageBytes: number
  readonly createdAt: number
}
/** POST /api/orgs/{org}/workspaces */
export const newWorkspaceBody = z.object({ name, slug: z.string().max(63).optional() })

/** GET /api/orgs/{org}/invitations, those still open. */
export interface OrganisationInvitation {
  readonly id: string
  /** undefined: a link for whoever has it. */
  readonly email?: string
  readonly role: OrganisationRole
  readonly workspace?: WorkspaceId
  readonly workspaceRole?: (typeof roles)[number]
  /** One thing of `workspace`, with what is granted on it. */
  readonly replica?: ReplicaId
  readonly bits?: string
  readonly expiresAt: number
  readonly usesLeft: number | undefined
  readonly createdBy: string
  /** false: mail is not set up, or it failed; pass the link on. */
  readonly wasSent: boolean
}
/** POST /api/orgs/{org}/invitations; the answer has `token` once. */
export const organisationInviteBody = z.object({
  email: email.optional(),
  role: z.enum(organisationRoles).default('member'),
  workspace: z.string().max(64).optional(),
  workspaceRole: z.enum(roles).optional(),
  replica: z.string().max(64).optional(),
  bits: bits.optional(),
  expiresInDays: z.number().int().min(1).max(90).default(14),
  /** undefined: any number. */
  maxUses: z.number().int().min(1).max(1000).optional(),
})
export interface NewOrganisationInvitation extends OrganisationInvitation {
  readonly token: string
}

export const quotaNames = [
  'max_workspaces',
  'max_members',
  'max_storage_bytes',
  'max_documents',
  'max_connections',
  'max_ai_tokens',
  'max_ai_tokens_per_person',
  'max_embedding_tokens',
  'max_requests_per_minute',
] as const
export type QuotaName = (typeof quotaNames)[number]
/** GET /api/orgs/{org}/quotas. PUT sets limits; null: none. */
export interface QuotaUse {
  readonly name: QuotaName
  readonly limit: number | undefined
  readonly used: number
  readonly state: 'fine' | 'near' | 'full'
}
export const quotasBody = z.partialRecord(z.enum(quotaNames), z.number().int().nonnegative().nullable())
/** GET|PUT /api/orgs/{org}/workspace-quotas/{workspace}: the same for one workspace, beside what its organisation may use. */
export const workspaceQuotaNames = ['max_storage_bytes', 'max_documents', 'max_connections'] as const
export const workspaceQuotasBody = z.partialRecord(
  z.enum(workspaceQuotaNames),
  z.number().int().nonnegative().nullable(),
)

/** GET /api/orgs/{org}/retention: what has been kept longer than it should and would go now. POST removes it and answers what has gone. */
export interface RetentionCounts {
  /** Single changes that have left the history window; what they made stays. */
  readonly changes: number
  /** Sign-ins of members. */
  readonly sessions: number
  /** Conversations with the assistant, and what it proposed in them. */
  readonly conversations: number
}

/** GET /api/orgs/{org}/audit?after&limit&actor&action&object&outcome&from&to, newest first. */
export interface AuditEntry {
  readonly number: number
  readonly timeMs: number
  readonly action: string
  /** The action in words, after the actor: "changed a role". */
  readonly sentence: string
  readonly actor: PrincipalId
  readonly actorName: string
  readonly object: string
  readonly outcome: 'done' | 'refused'
  readonly address: string
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** Address and body were there and have been erased. */
  readonly isErased: boolean
}
