import { z } from 'zod'
import { roles } from '#shared/access/roles.ts'
import {
  type AddMemberAnswer,
  type AuditEntry,
  type DirectoryEntry,
  type FactorReset,
  type NewOrganisationInvitation,
  type OrganisationDetail,
  type OrganisationInvitation,
  type OrganisationMember,
  organisationRoles,
  type OrganisationSummary,
  type OrganisationWorkspace,
  quotaNames,
  type QuotaUse,
  type RetentionCounts,
  type Team,
} from '#shared/protocol/rest-admin.ts'
import {
  type Explanation,
  type GrantAnswer,
  type NewPublicLink,
  type OrganisationLink,
  type PathGrants,
  type ReachableThing,
  type SharingState,
} from '#shared/protocol/rest-sharing.ts'
import type { SecretSummary } from '#shared/protocol/rest-secrets.ts'
import type { Erased } from '#server/tenancy/data-export/erase-organisation.ts'
import type { ImportedArchive } from '#server/tenancy/data-export/import-organisation.ts'
import { answerOf, bits, principal, time } from './openapi-answer.ts'

const id = z.string()
const role = z.enum(organisationRoles)
const summary = z.object({
  id,
  slug: z.string().optional(),
  name: z.string(),
  role,
  suspended: z.boolean(),
  needsTwoFactor: z.boolean().optional(),
})
const member = z.object({
  principal,
  name: z.string(),
  email: z.string(),
  role,
  teams: z.array(z.string()),
  suspended: z.boolean(),
  twoFactor: z.boolean(),
  lastSeenAt: time.optional(),
})
const invitation = z.object({
  id,
  email: z.string().optional(),
  role,
  workspace: z.string().optional(),
  workspaceRole: z.enum(roles).optional(),
  replica: z.string().optional(),
  bits: bits.optional(),
  expiresAt: time,
  usesLeft: z.number().optional(),
  createdBy: z.string(),
  wasSent: z.boolean(),
})
const newInvitation = invitation.extend({ token: z.string() })
const grant = z.object({
  subject: z.string(),
  name: z.string(),
  email: z.string().optional(),
  bits,
  canShare: z.boolean(),
  why: z.array(z.string()),
  isDirect: z.boolean(),
})
const link = z.object({
  id,
  replica: id,
  role: z.enum(['viewer', 'editor']),
  expiresAt: time.optional(),
  hasPassword: z.boolean(),
  createdBy: z.string(),
  lastUsedAt: time.optional(),
})
const days = z.number().meta({ description: 'Days; left out: for ever' })
const settings = z.object({
  signIn: z.object({ requireTwoFactor: z.boolean(), allowedDomains: z.array(z.string()) }),
  retention: z.object({ history: z.number(), conversations: days.optional(), sessions: days.optional() }),
  branding: z.object({ colour: z.string().optional() }),
})
const account = z.object({ id, email: z.string(), name: z.string() })

const certificate = z.object({
  organisation: id,
  name: z.string(),
  erasedAt: z.string(),
  by: z.string(),
  method: z.string(),
  workspaces: z.number(),
  members: z.number(),
  files: z.number(),
  bytes: z.number(),
  filesSha256: z.string(),
  backups: z.array(z.string()),
})

/** What the doors of an organisation and of sharing answer, by the names that the operations use. */
export const organisationAnswers = {
  OrganisationSummary: answerOf<OrganisationSummary>()(summary),
  OrganisationDetail: answerOf<OrganisationDetail>()(
    summary.extend({ settings, members: z.number(), createdAt: time }),
  ),
  OrganisationMember: answerOf<OrganisationMember>()(member),
  AddMemberAnswer: answerOf<AddMemberAnswer>()(
    z.object({ member: member.optional(), invitation: newInvitation.optional() }),
  ),
  FactorReset: answerOf<FactorReset>()(z.object({ wasTold: z.boolean() })),
  OrganisationWorkspace: answerOf<OrganisationWorkspace>()(
    z.object({
      id,
      slug: z.string().optional(),
      name: z.string(),
      members: z.number(),
      storageBytes: z.number(),
      createdAt: time,
    }),
  ),
  Team: answerOf<Team>()(
    z.object({
      id,
      name: z.string(),
      parent: z.string().optional(),
      members: z.array(z.object({ principal, name: z.string(), isLead: z.boolean() })),
    }),
  ),
  OrganisationInvitation: answerOf<OrganisationInvitation>()(invitation),
  NewOrganisationInvitation: answerOf<NewOrganisationInvitation>()(newInvitation),
  DirectoryEntry: answerOf<DirectoryEntry>()(
    z.object({
      subject: z.string(),
      kind: z.enum(['person', 'agent', 'team', 'everyone']),
      name: z.string(),
      email: z.string().optional(),
      members: z.number().optional(),
    }),
  ),
  SharingState: answerOf<SharingState>()(
    z.object({
      inherits: z.boolean(),
      grants: z.array(grant),
      links: z.array(link),
      invitations: z.array(z.object({ email: z.string(), bits, expiresAt: time })),
    }),
  ),
  GrantAnswer: answerOf<GrantAnswer>()(
    z.object({
      invitation: newInvitation.optional(),
      before: z.object({ bits, canShare: z.boolean() }).optional(),
    }),
  ),
  NewPublicLink: answerOf<NewPublicLink>()(link.extend({ token: z.string() })),
  OrganisationLink: answerOf<OrganisationLink>()(
    link.extend({ workspace: id, workspaceName: z.string(), title: z.string() }),
  ),
  Explanation: answerOf<Explanation>()(z.object({ allowed: z.boolean(), bits, steps: z.array(z.string()) })),
  ReachableThing: answerOf<ReachableThing>()(z.object({ path: z.string(), title: z.string(), kind: z.string(), bits })),
  PathGrants: answerOf<PathGrants>()(z.object({ path: z.string(), grants: z.array(grant) })),
  QuotaUse: answerOf<QuotaUse>()(
    z.object({
      name: z.enum(quotaNames),
      limit: z.number().optional(),
      used: z.number(),
      state: z.enum(['fine', 'near', 'full']),
    }),
  ),
  RetentionCounts: answerOf<RetentionCounts>()(
    z.object({ changes: z.number(), sessions: z.number(), conversations: z.number() }),
  ),
  AuditEntry: answerOf<AuditEntry>()(
    z.object({
      number: z.number(),
      timeMs: time,
      action: z.string(),
      sentence: z.string(),
      actor: principal,
      actorName: z.string(),
      object: z.string(),
      outcome: z.enum(['done', 'refused']),
      address: z.string(),
      body: z.record(z.string(), z.unknown()).optional(),
      isErased: z.boolean(),
    }),
  ),
  SecretSummary: answerOf<SecretSummary>()(
    z.object({
      name: z.string(),
      version: z.number(),
      createdAt: time,
      lastUsedAt: time.optional(),
      versions: z.array(z.object({ version: z.number(), createdAt: time })),
    }),
  ),
  Erased: answerOf<Erased>()(z.object({ certificate, sha256: z.string() })),
  ImportedOrganisation: answerOf<ImportedArchive>()(
    z.object({
      organisation: id,
      name: z.string(),
      exportedAt: z.string(),
      renamed: z.array(z.object({ from: id, to: id })),
      workspaces: z.number(),
      files: z.number(),
      matched: z.array(account),
      made: z.array(account),
    }),
  ),
} as const satisfies Record<string, z.ZodType>
