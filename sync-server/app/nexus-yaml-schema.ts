import { z } from 'zod'
import { organisationRoles, quotaNames } from '#shared/protocol/rest-admin.ts'
import { oidcSchema } from '#server/identity/oidc-config.ts'
import { isWorkspaceName } from '#server/tenancy/paths.ts'

/** What an operator may say of the server in a file (docs/operators.md). */
export type NexusFile = z.output<typeof nexusFile>

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'a name of small letters, digits, ".", "_" and "-", at most 63 of them')
  // What a path calls by its own id must not be mistaken for a name.
  .refine((name) => !/^(org|ws)_/.test(name), 'a name that does not begin with "org_" or "ws_"')
const name = z.string().trim().min(1).max(120)
const userId = z.string().trim().min(1).max(254)
const permissionPattern = /^orgs\/[^/\s:]+(\/[^/\s:]+){0,20}:[r-][w-][x-]$/
const permission = z
  .string()
  .regex(
    permissionPattern,
    '"orgs/<organisation>:rwx", "orgs/<organisation>/<workspace>:rw-" or a longer path such as "orgs/<organisation>/<workspace>/documents/plans:r--"',
  )
const days = z
  .string()
  .regex(/^[1-9]\d{0,4}d$/, 'days, such as 90d')
  .transform((text) => Number.parseInt(text, 10))

const roleOfPeople = z.enum(organisationRoles)
const member = z
  .strictObject({
    user_id: userId,
    type: z.enum(['user', 'agent']).default('user'),
    name: name.optional(),
    /** Of an agent any word: what it is for. */
    role: z.string().min(1).max(40).default('member'),
    permissions: z.array(permission).max(200).default([]),
  })
  .refine(({ type, role }) => type === 'agent' || roleOfPeople.safeParse(role).success, {
    path: ['role'],
    message: organisationRoles.map((role) => `"${role}"`).join(' or '),
  })

const settings = z.strictObject({
  retention_policy: z
    .strictObject({ conversations: days.optional(), sessions: days.optional(), history: days.optional() })
    .default({}),
  sign_in: z
    .strictObject({
      require_two_factor: z.boolean().optional(),
      allowed_domains: z.array(z.string().min(1).max(253)).max(50).optional(),
    })
    .default({}),
})

const organization = z.strictObject({
  id: slug,
  name: name.optional(),
  settings: settings.prefault({}),
  quotas: z.partialRecord(z.enum(quotaNames), z.number().int().nonnegative()).default({}),
  workspaces: z
    .array(
      z.strictObject({
        id: slug.refine(isWorkspaceName, 'a name that REST does not use for something else'),
        name: name.optional(),
      }),
    )
    .default([]),
  members: z.array(member).default([]),
})

const auth = z
  .strictObject({
    type: z.enum(['jwt', 'api_key', 'local', 'oidc']).default('local'),
    jwt_secret: z.string().min(8, 'a secret of 8 characters at least; 32 random ones are better').optional(),
    jwt_algorithm: z.literal('HS256').default('HS256'),
    oidc: oidcSchema.optional(),
  })
  .refine(({ type, jwt_secret }) => type !== 'jwt' || jwt_secret !== undefined, {
    path: ['jwt_secret'],
    message: 'a secret, because type is jwt',
  })
  .refine(({ type, oidc }) => type !== 'oidc' || (oidc?.length ?? 0) > 0, {
    path: ['oidc'],
    message: 'a list of providers, because type is oidc',
  })

const mail = z.strictObject({
  smtp_url: z
    .string()
    .refine(
      (url) => /^smtps?:\/\//.test(url) && URL.canParse(url),
      'an address such as smtp://user:password@mail.example.org:587',
    ),
  from: z.string().refine((from) => from.includes('@'), 'whom mail comes from, such as nexus@example.org'),
})

export const nexusFile = z
  .strictObject({
    data_dir: z.string().min(1).optional(),
    organizations: z.array(organization).default([]),
    auth: auth.prefault({}),
    mail: mail.optional(),
  })
  .superRefine(({ organizations }, context) => {
    const report = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    checkOnce(
      organizations.map(({ id }) => id),
      (at) => report(['organizations', at, 'id'], 'a name used once'),
    )
    const agents = new Set<string>()
    organizations.forEach((each, at) => {
      const path = ['organizations', at]
      checkNames(each, (at, message) => report([...path, ...at], message))
      each.members.forEach(({ user_id, type, permissions }, index) => {
        if (type === 'agent' && agents.has(user_id))
          report([...path, 'members', index, 'user_id'], 'an agent of one organisation only')
        if (type === 'agent') agents.add(user_id)
        permissions.forEach((permission, number) => {
          if (!isWithin(permission, each))
            report(
              [...path, 'members', index, 'permissions', number],
              `a path within orgs/${each.id} and its workspaces`,
            )
        })
      })
    })
  })

type Organization = z.output<typeof organization>

function checkNames(
  { workspaces, members }: Organization,
  report: (at: (string | number)[], message: string) => void,
): void {
  checkOnce(
    workspaces.map((each) => each.id),
    (index) => report(['workspaces', index, 'id'], 'a name used once in its organisation'),
  )
  checkOnce(
    members.map((each) => each.user_id.toLowerCase()),
    (index) => report(['members', index, 'user_id'], 'a member named once'),
  )
}

/** What is no permission at all has been told. */
function isWithin(permission: string, { id, workspaces }: Organization): boolean {
  if (!permissionPattern.test(permission)) return true
  const [, organisation, workspace] = permission.replace(/:...$/, '').split('/')
  return organisation === id && (workspace === undefined || workspaces.some((one) => one.id === workspace))
}

function checkOnce(names: readonly string[], twice: (at: number) => void): void {
  names.forEach((name, at) => names.indexOf(name) !== at && twice(at))
}
