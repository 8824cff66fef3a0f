import type {
  NewOrganisationInvitation,
  OrganisationMember,
  OrganisationWorkspace,
} from '#shared/protocol/rest-admin.ts'
import type { Provisioned } from '#server/tenancy/provision-plan.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import { type AdminServer, allOf } from './admin-server.ts'
import { readWords } from './data-words.ts'
import { RestRefusal } from './rest-client.ts'

const addUsage =
  'nexus admin add-user --org NAME --user EMAIL [--role admin|member|guest] [--workspaces sales:rw-,plans:r--] [--agent] [--invite] [--dry-run] [--json]'
const removeUsage = 'nexus admin remove-user --org NAME --user EMAIL [--workspaces sales,plans] [--dry-run] [--json]'
const listUsage = 'nexus admin list [--org NAME] [--json]'

interface Asked {
  readonly org: string
  readonly user: string
  readonly role: string
  readonly workspaces: readonly { readonly workspace: string; readonly bits: string }[]
  readonly dryRun: boolean
}

/** Puts somebody into an organisation, with what they may in its workspaces. */
export async function addUser(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = {
    ...adminOptions,
    org: { type: 'string' },
    user: { type: 'string' },
    role: { type: 'string' },
    workspaces: { type: 'string' },
    agent: { type: 'boolean' },
    invite: { type: 'boolean' },
  } as const
  const words = readWords(args, { usage: addUsage, options })
  if (!words) return exitCodes.misused
  const {
    org,
    user,
    role = 'member',
    agent = false,
    invite = false,
    json,
    'dry-run': dryRun = false,
    ...place
  } = words.values
  const workspaces = workspacesIn(place.workspaces)
  if (!org || !user || !workspaces || words.positionals.length > 0) return misused(addUsage)
  const asked = { org, user, role, workspaces, dryRun }
  return overAdminServer({ ...place, env }, async (server) => {
    // What has no name of its own in paths can not stand in a file.
    const canProvision = server.isOffline && !invite && !org.startsWith('org_')
    const added = canProvision || agent ? await provisionOne(server, asked, agent) : await inviteOrAdd(server, asked)
    say(json, added.value, added.lines)
    return exitCodes.done
  })
}

/** As a file of one member would: an account without a password is made where there is none. */
async function provisionOne(server: AdminServer, { org, user, role, workspaces, dryRun }: Asked, agent: boolean) {
  const all = await allOf<OrganisationWorkspace>(server, `/api/orgs/${org}/workspaces`)
  const named = workspaces.map(({ workspace, bits }) => ({ path: nameOf(all, workspace), bits }))
  const member = {
    user_id: user,
    role,
    ...(agent && { type: 'agent' }),
    permissions: named.map(({ path, bits }) => `orgs/${org}/${path}:${bits}`),
  }
  const organization = {
    id: org,
    workspaces: knownBy(
      all,
      named.map(({ path }) => path),
    ),
    members: [member],
  }
  const value = await server.ask<Provisioned>('POST', '/api/provision', { organizations: [organization], dryRun })
  const { changes } = value
  return { value: { changes }, lines: changes.length > 0 ? changes : [`${user} has that already.`] }
}

function nameOf(all: readonly OrganisationWorkspace[], words: string): string {
  const found = all.find(({ id, slug, name }) => [id, slug, name].includes(words))
  if (found?.slug !== undefined) return found.slug
  const what = found
    ? `the workspace "${words}" has no name in paths: add --invite.`
    : `there is no workspace "${words}".`
  throw new RestRefusal({ type: 'about:blank', title: '', status: 409, code: 'no-workspace', detail: what })
}

function knownBy(all: readonly OrganisationWorkspace[], slugs: readonly string[]) {
  return slugs.map((slug) => ({ id: slug, name: all.find((each) => each.slug === slug)?.name ?? slug }))
}

/** As an administrator does: who has no account here gets an invitation. */
async function inviteOrAdd(server: AdminServer, { org, user, role, workspaces, dryRun }: Asked) {
  const what = `${user} becomes ${role} of ${org}${workspaces.map(({ workspace, bits }) => `, ${bits} ${workspace}`).join('')}`
  if (dryRun) return { value: { changes: [what] }, lines: [`would be done: ${what}`] }
  const body = { email: user, role, workspaces }
  const value = await server.ask<{ member?: OrganisationMember; invitation?: NewOrganisationInvitation }>(
    'POST',
    `/api/orgs/${org}/members`,
    body,
  )
  const { invitation } = value
  if (!invitation) return { value, lines: [what] }
  const how = invitation.wasSent
    ? 'An invitation was sent to them.'
    : `Pass this link on to them: /invite/${invitation.token}`
  return { value, lines: [`${user} has no account here yet. ${how}`] }
}

/** Out of the organisation with all they had in it, or out of some workspaces only. */
export async function removeUser(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = {
    ...adminOptions,
    org: { type: 'string' },
    user: { type: 'string' },
    workspaces: { type: 'string' },
  } as const
  const words = readWords(args, { usage: removeUsage, options })
  if (!words) return exitCodes.misused
  const { org, user, workspaces, json, 'dry-run': dryRun, ...place } = words.values
  if (!org || !user || words.positionals.length > 0) return misused(removeUsage)
  const paths = workspaces?.split(',').map((each) => `/orgs/${org}/${each}`)
  const lines = paths ? paths.map((path) => `- ${user} ${path}`) : [`- ${user} of ${org}, with all they had in it`]
  return overAdminServer({ ...place, env }, async (server) => {
    if (!dryRun && !paths) await server.ask('DELETE', `/api/orgs/${org}/members/${encodeURIComponent(user)}`)
    if (!dryRun) for (const path of paths ?? []) await server.ask('DELETE', grantQuery(org, path, user))
    say(json, { changes: lines, dryRun: dryRun ?? false }, lines)
    return exitCodes.done
  })
}

function grantQuery(org: string, path: string, subject: string): string {
  return `/api/orgs/${org}/grants?path=${encodeURIComponent(path)}&subject=${encodeURIComponent(subject)}`
}

/** Members of an organisation, or the organisations. */
export async function listMembers(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: listUsage, options: { ...adminOptions, org: { type: 'string' } } })
  if (!words) return exitCodes.misused
  const { org, json, ...place } = words.values
  if (words.positionals.length > 0) return misused(listUsage)
  return overAdminServer({ ...place, env }, async (server) => {
    if (org === undefined) {
      const all = await server.ask<readonly { id: string; slug?: string; name: string; suspended: boolean }[]>(
        'GET',
        '/api/orgs',
      )
      say(
        json,
        all,
        all.map(
          ({ id, slug, name, suspended }) => `${(slug ?? id).padEnd(32)} ${name}${suspended ? '  suspended' : ''}`,
        ),
      )
      return exitCodes.done
    }
    const members = await allOf<OrganisationMember>(server, `/api/orgs/${org}/members`)
    say(json, members, members.map(lineOf))
    return exitCodes.done
  })
}

function lineOf({ principal, name, email, role, suspended, lastSeenAt }: OrganisationMember): string {
  const seen = lastSeenAt === undefined ? '' : `  seen ${new Date(lastSeenAt).toISOString().slice(0, 10)}`
  return `${role.padEnd(7)} ${(email || name || principal).padEnd(32)} ${name}${suspended ? '  suspended' : ''}${seen}`
}

/** `sales,plans:r--`; without bits: to read and write. undefined: it is none. */
function workspacesIn(text: string | undefined): { workspace: string; bits: string }[] | undefined {
  const parts = text === undefined || text === '' ? [] : text.split(',')
  const read = parts.map((part) => /^([^:]+?)(?::([r-][w-][x-]))?$/.exec(part.trim()))
  if (!read.every((each) => each !== null)) return undefined
  return read.map((each) => ({ workspace: each[1] ?? '', bits: each[2] ?? 'rw-' }))
}
