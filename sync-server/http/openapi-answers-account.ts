import { z } from 'zod'
import { roles } from '#shared/access/roles.ts'
import type {
  AccountSecurity,
  NewTwoFactor,
  ProviderStart,
  RecoveryCodes,
  SignedInDevice,
} from '#shared/protocol/rest-account.ts'
import {
  type ApiKey,
  type Invitation,
  type InvitationPreview,
  type JoinAnswer,
  keyScopes,
  type Member,
  type NewApiKey,
  type OrganisationKey,
  type PendingInvitation,
  type SessionAnswer,
  type SessionToken,
  type StoredBlob,
  type WorkspaceSummary,
} from '#shared/protocol/rest.ts'
import { answerOf, principal, time } from './openapi-answer.ts'

const id = z.string()
const role = z.enum(roles)
const account = z.object({ id, name: z.string(), email: z.string() })
const workspace = z.object({
  id,
  name: z.string(),
  organisation: id,
  role,
  isGuest: z.boolean().optional(),
  canAsk: z.boolean().optional().meta({ description: 'May have agents work there; absent: as the role says' }),
})
const pending = z.object({ id, role, expiresAt: time, createdBy: z.string() })
const key = z.object({
  id,
  name: z.string(),
  createdAt: time,
  createdBy: principal,
  expiresAt: time.optional(),
  lastUsedAt: time.optional(),
  scopes: z.array(z.enum(keyScopes)),
  organisation: z.string().optional(),
})
const provider = z.object({ name: z.string(), label: z.string() })

/** What the doors of an account and of workspaces answer, by the names that the operations use. */
export const accountAnswers = {
  SessionAnswer: answerOf<SessionAnswer>()(
    z.object({
      account: account.optional(),
      workspaces: z.array(workspace),
      isNew: z.boolean(),
      needsSetupWord: z.boolean(),
      openSignUp: z.boolean(),
      ways: z.object({ providers: z.array(provider), mail: z.boolean() }).optional(),
      waiting: z
        .array(z.object({ id, name: z.string() }))
        .optional()
        .meta({ description: 'Organisations that let you in once your account has a second factor' }),
    }),
  ),
  SessionToken: answerOf<SessionToken>()(z.object({ token: z.string(), expiresAt: time })),
  PasskeyOptions: z
    .looseObject({ challenge: z.string() })
    .meta({ description: 'For navigator.credentials, as JSON (WebAuthn level 3)' }),
  ProviderStart: answerOf<ProviderStart>()(z.object({ url: z.string() })),
  ApiKey: answerOf<ApiKey>()(key),
  NewApiKey: answerOf<NewApiKey>()(key.extend({ token: z.string() })),
  OrganisationKey: answerOf<OrganisationKey>()(key.extend({ principal, bearer: z.string() })),
  AccountSecurity: answerOf<AccountSecurity>()(
    z.object({
      email: z.string(),
      emailVerified: z.boolean(),
      hasPassword: z.boolean(),
      twoFactor: z.boolean(),
      recoveryCodesLeft: z.number(),
      passkeys: z.array(z.object({ id, name: z.string(), createdAt: time, lastUsedAt: time.optional() })),
      providers: z.array(provider.extend({ isLinked: z.boolean() })),
    }),
  ),
  SignedInDevice: answerOf<SignedInDevice>()(
    z.object({
      id,
      isThis: z.boolean(),
      createdAt: time,
      lastSeenAt: time,
      device: z.string(),
      address: z.string(),
    }),
  ),
  NewTwoFactor: answerOf<NewTwoFactor>()(z.object({ secret: z.string(), uri: z.string(), qrSvg: z.string() })),
  RecoveryCodes: answerOf<RecoveryCodes>()(z.object({ recoveryCodes: z.array(z.string()) })),
  Accepted: z.object({}).meta({ description: 'Nothing: the mail leaves later, if there is anybody to send it to' }),

  WorkspaceSummary: answerOf<WorkspaceSummary>()(workspace),
  Member: answerOf<Member>()(z.object({ account: id, principal, name: z.string(), email: z.string(), role })),
  PendingInvitation: answerOf<PendingInvitation>()(pending),
  Invitation: answerOf<Invitation>()(pending.extend({ token: z.string() })),
  InvitationPreview: answerOf<InvitationPreview>()(
    z.object({
      organisationName: z.string().optional(),
      workspaceName: z.string().optional(),
      title: z.string().optional(),
      invitedBy: z.string(),
      role,
    }),
  ),
  JoinAnswer: answerOf<JoinAnswer>()(workspace.partial().extend({ replica: z.string().optional() })),
  StoredBlob: answerOf<StoredBlob>()(z.object({ hash: z.string(), bytes: z.number(), type: z.string() })),
} as const satisfies Record<string, z.ZodType>
