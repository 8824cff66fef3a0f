import type { Explanation } from '#shared/protocol/rest-sharing.ts'
import type { NamedRelation } from '#server/http/relation-routes.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import type { AdminServer } from './admin-server.ts'
import { readWords } from './data-words.ts'

export const rebacUsage = 'nexus rebac create|delete|check|explain SUBJECT RELATION PATH [--dry-run] [--json]'

/** Computed relations, and the bits, by the action that they are asked as. */
const actions: Readonly<Record<string, string>> = {
  read: 'read',
  write: 'write',
  execute: 'execute',
  share: 'share',
  r: 'read',
  w: 'write',
  x: 'execute',
  can_read: 'read',
  can_write: 'write',
  can_exec: 'execute',
  can_share: 'share',
}

interface Question {
  readonly verb: string
  readonly subject: string
  readonly relation: string
  readonly path: string
  readonly org: string
}

/** One relation: written, taken away, asked for, reasoned about. 3: the answer is no. */
export async function rebac(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: rebacUsage, options: adminOptions })
  if (!words) return exitCodes.misused
  const [verb, subject, relation, path, ...more] = words.positionals
  const { json, 'dry-run': dryRun = false, ...place } = words.values
  const org = organisationIn(path)
  if (!verb || !Object.hasOwn(verbs, verb) || !subject || !relation || !path || !org || more.length > 0)
    return misused(rebacUsage)
  const question = { verb, subject, relation, path, org }
  return overAdminServer({ ...place, env }, (server) => verbs[verb]!(server, question, { json: json ?? false, dryRun }))
}

interface Manner {
  readonly json: boolean
  readonly dryRun: boolean
}

const verbs: Readonly<Record<string, (server: AdminServer, question: Question, manner: Manner) => Promise<number>>> = {
  create: (server, question, manner) => write(server, question, { ...manner, sign: '+' }),
  delete: (server, question, manner) => write(server, question, { ...manner, sign: '-' }),
  check: async (server, question, { json }) => {
    const allowed = await holds(server, question)
    say(json, { allowed }, [allowed ? 'yes' : 'no'])
    return allowed ? exitCodes.done : exitCodes.no
  },
  explain: async (server, question, { json }) => {
    const reasons = await explained(server, question, actions[question.relation] ?? 'read')
    say(json, reasons, [
      `${reasons.allowed ? 'yes' : 'no'}  ${reasons.bits}`,
      ...reasons.steps.map((step) => `  ${step}`),
    ])
    return reasons.allowed ? exitCodes.done : exitCodes.no
  },
}

async function write(
  server: AdminServer,
  { subject, relation, path, org }: Question,
  { json, dryRun, sign }: Manner & { sign: '+' | '-' },
) {
  const url = `/api/orgs/${org}/relations`
  const tuple = { subject, relation, path }
  if (!dryRun) {
    if (sign === '+') await server.ask('PUT', url, tuple)
    else await server.ask('DELETE', `${url}?${new URLSearchParams(tuple).toString()}`)
  }
  const line = `${sign} ${subject} ${relation} ${path}`
  say(json, { changes: [line], dryRun }, [line])
  return exitCodes.done
}

/** What follows from the model is computed; a role is a tuple, and holds when it was written. */
async function holds(server: AdminServer, question: Question): Promise<boolean> {
  const action = actions[question.relation]
  if (action) return (await explained(server, question, action)).allowed
  const { path, org, relation, subject } = question
  const url = `/api/orgs/${org}/relations?${new URLSearchParams({ path }).toString()}`
  const { relations } = await server.ask<{ relations: readonly NamedRelation[] }>('GET', url)
  const bare = subject.replace(/^(user|agent|team):/, '').replace(/#member$/, '')
  return relations.some(
    (each) => each.relation === relation && [each.subject, each.name].some((one) => one === subject || one === bare),
  )
}

function explained(server: AdminServer, { subject, path, org }: Question, action: string): Promise<Explanation> {
  return server.ask('GET', `/api/orgs/${org}/access?${new URLSearchParams({ subject, path, action }).toString()}`)
}

/** `/orgs/acme/…` → acme. */
export function organisationIn(path: string | undefined): string | undefined {
  return /^\/?orgs\/([^/]+)/.exec(path ?? '')?.[1]
}
