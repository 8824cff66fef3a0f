import { agentPrincipal, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { type ApiKeys, openApiKeys } from '#server/identity/api-keys.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'

const createUsage = 'nexus key create --user WHO --name NAME [--days N] [--data DIR] [--json]'
const listUsage = 'nexus key list [--user WHO] [--data DIR] [--json]'
const revokeUsage = 'nexus key revoke ID [--data DIR] [--json]'

const common = { data: { type: 'string' }, json: { type: 'boolean' } } as const
const operator = 'operator' as PrincipalId

/** Of all three: 0: done · 1: it could not be done · 2: the command is wrong. */
export async function createKey(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = { ...common, user: { type: 'string' }, name: { type: 'string' }, days: { type: 'string' } } as const
  const words = readWords(args, { usage: createUsage, options })
  if (!words) return 2
  const { user, name, days, json, data } = words.values
  const expiresInDays = days === undefined ? undefined : Number(days)
  const isSound = expiresInDays === undefined || (Number.isInteger(expiresInDays) && expiresInDays > 0)
  if (!user || !name || !isSound) return misused(createUsage)
  return overKeys({ data, env }, async (keys, control) => {
    const principal = await principalNamed(control, user)
    if (!principal) return failed(`there is no account and no agent "${user}".`)
    const { token, key } = await keys.create({ name, principal, createdBy: operator, expiresInDays })
    if (json) console.log(JSON.stringify({ ...shown(key), token }))
    else console.log(`${token}\n\nKeep it: it is not shown again. Its id is ${key.id}.`)
    return 0
  })
}

export async function listKeys(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: listUsage, options: { ...common, user: { type: 'string' } } })
  if (!words) return 2
  const { user, json, data } = words.values
  return overKeys({ data, env }, async (keys, control) => {
    const principal = user === undefined ? undefined : await principalNamed(control, user)
    if (user !== undefined && !principal) return failed(`there is no account and no agent "${user}".`)
    const found = await keys.list(principal)
    if (json) console.log(JSON.stringify(found.map(shown)))
    else for (const key of found) console.log(lineOf(key))
    return 0
  })
}

export async function revokeKey(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: revokeUsage, options: common })
  if (!words) return 2
  const [id, ...others] = words.positionals
  if (id === undefined || others.length > 0) return misused(revokeUsage)
  return overKeys({ data: words.values.data, env }, async (keys) => {
    if (!(await keys.revoke(id))) return failed(`there is no key "${id}"; "nexus key list" names them.`)
    console.log(words.values.json ? JSON.stringify({ id, revoked: true }) : `revoked ${id}`)
    return 0
  })
}

/** On the data folder of a server that is not running; a running one has REST for it. */
async function overKeys(
  { data, env }: { data: string | undefined; env: NodeJS.ProcessEnv },
  act: (keys: ApiKeys, control: Storage['control']) => Promise<number>,
): Promise<number> {
  const folder = dataFolderOf(data, env)
  if (folder === undefined) return 2
  try {
    const storage = openSqliteStorage(folder)
    try {
      const { control } = storage
      return await act(openApiKeys({ control, clock: systemClock, random: systemRandom }), control)
    } finally {
      await storage.close()
    }
  } catch (error) {
    return failed(sentenceOfFault(error))
  }
}

/** By e-mail address, id, or the name of an agent. */
async function principalNamed(control: Storage['control'], user: string): Promise<PrincipalId | undefined> {
  const account = await control.accountByEmail(user.toLowerCase())
  if (account) return userPrincipal(account.id)
  const agent = await control.idOf({ kind: 'agent', scope: '', slug: user })
  return agent === undefined ? undefined : agentPrincipal(agent)
}

function shown({ hash: _hash, ...rest }: KeyRecord) {
  return rest
}

function lineOf({ id, name, principal, expiresAt, lastUsedAt }: KeyRecord): string {
  const end = expiresAt === undefined ? 'no end' : `ends ${dayOf(expiresAt)}`
  const use = lastUsedAt === undefined ? 'never used' : `used ${dayOf(lastUsedAt)}`
  return `${id}  ${principal}  ${end}  ${use}  ${name}`
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

function misused(usage: string): number {
  console.error(`Usage: ${usage}`)
  return 2
}

function failed(sentence: string): number {
  console.error(`nexus: ${sentence}`)
  return 1
}
