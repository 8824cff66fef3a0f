import { z } from 'zod'
import { organisationRoles, quotaNames } from '#shared/protocol/rest-admin.ts'
import { agentFields, agentName } from '#shared/protocol/rest-agents.ts'
import { isWorkspaceName } from './paths.ts'

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
/** Read once they are a number, which reads as the same. */
const days = z.union(
  [
    z
      .string()
      .regex(/^[1-9]\d{0,4}d$/)
      .transform((text) => Number.parseInt(text, 10)),
    z.number().int().min(1).max(99_999),
  ],
  { error: 'days, such as 90d' },
)

const roleOfPeople = z.enum(organisationRoles)
const { model, temperature, maxTokens, instructions, tools, monthlyTokens } = agentFields
/** How the server runs an agent; one without it is a principal for programs of others. */
const agentConfig = z
  .strictObject({
    enabled: z.boolean().default(true),
    model: model.optional(),
    temperature: temperature.optional(),
    max_tokens: maxTokens.optional(),
    instructions: instructions.optional(),
    /** The same, by the name that other systems have for it. */
    system_prompt: instructions.optional(),
    tools: tools.optional(),
    monthly_tokens: monthlyTokens.optional(),
  })
  .refine((config) => config.instructions === undefined || config.system_prompt === undefined, {
    path: ['system_prompt'],
    message: 'nothing: `instructions` says it already',
  })
const member = z
  .strictObject({
    user_id: userId,
    type: z.enum(['user', 'agent']).default('user'),
    name: name.optional(),
    /** Of an agent any word: what it is for. */
    role: z.string().min(1).max(40).default('member'),
    permissions: z.array(permission).max(200).default([]),
    config: agentConfig.optional(),
  })
  .refine(({ type, role }) => type === 'agent' || roleOfPeople.safeParse(role).success, {
    path: ['role'],
    message: organisationRoles.map((role) => `"${role}"`).join(' or '),
  })
  .refine(({ type, config }) => type === 'agent' || config === undefined, {
    path: ['config'],
    message: 'nothing: only agents are configured',
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
  /** How the agent is run that every organisation has. Left out: as it is. */
  builtin_agent: agentConfig.safeExtend({ name: agentName.optional() }).optional(),
})

/** `organizations` of an operator's file, and what `POST /api/provision` takes. */
export const organizationsSchema = z.array(organization).superRefine((organizations, context) => {
  const report = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
  checkOnce(
    organizations.map(({ id }) => id),
    (at) => report([at, 'id'], 'a name used once'),
  )
  const agents = new Set<string>()
  organizations.forEach((each, at) => {
    checkNames(each, (place, message) => report([at, ...place], message))
    each.members.forEach(({ user_id, type, permissions }, index) => {
      if (type === 'agent' && agents.has(user_id))
        report([at, 'members', index, 'user_id'], 'an agent of one organisation only')
      if (type === 'agent') agents.add(user_id)
      permissions.forEach((permission, number) => {
        if (!isWithin(permission, each))
          report([at, 'members', index, 'permissions', number], `a path within orgs/${each.id} and its workspaces`)
      })
    })
  })
})

export type Organization = z.output<typeof organization>

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
