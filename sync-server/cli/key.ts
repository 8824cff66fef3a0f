import { agentPrincipal, type OrganisationId, type PrincipalId, userPrincipal } from '#shared/kit/ids.ts'
import { type ApiKey, type KeyScope, keyScopes, type NewApiKey, type OrganisationKey } from '#shared/protocol/rest.ts'
import { operator } from '#server/access/operator-access.ts'
import { safekeepingOf } from '#server/app/config.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { type ApiKeys, openApiKeys } from '#server/identity/api-keys.ts'
import type { KeyRecord } from '#server/storage/key-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { noteOf } from '#server/tenancy/act.ts'
import { adminOptions, exitCodes, failed, misused, overAdminServer, say } from './admin-command.ts'
import { allOf } from './admin-server.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'

const createUsage =
  'nexus key create --name NAME (--user WHO | --org NAME [--agent NAME] | --operator) [--scopes read,write,admin] [--days N] [--data DIR] [--json]'
const listUsage = 'nexus key list [--org NAME] [--user WHO] [--data DIR] [--json]'
const revokeUsage = 'nexus key revoke ID [--org NAME] [--data DIR] [--dry-run] [--json]'

/**
 * Of somebody, by their principal, on the data folder alone; of an organisation (good there only), also by REST. `--operator`: a key that
 * runs every organisation, as whoever has the data folder does.
 */
export async function createKey(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = {
    ...adminOptions,
    user: { type: 'string' },
    name: { type: 'string' },
    days: { type: 'string' },
    org: { type: 'string' },
    agent: { type: 'string' },
    scopes: { type: 'string' },
    operator: { type: 'boolean' },
  } as const
  const words = readWords(args, { usage: createUsage, options })
  if (!words) return exitCodes.misused
  const { user, name, days, org, agent, operator: isOperator = false, json, data, server } = words.values
  const expiresInDays = days === undefined ? undefined : Number(days)
  const scopes = scopesIn(words.values.scopes)
  const isSound = expiresInDays === undefined || (Number.isInteger(expiresInDays) && expiresInDays > 0)
  const isForOne =
    [user !== undefined, org !== undefined && user === undefined, isOperator].filter(Boolean).length === 1
  if (!name || !isSound || !scopes || !isForOne) return misused(createUsage)
  const asked = { name, scopes, ...(expiresInDays !== undefined && { expiresInDays }) }
  if (user === undefined && !isOperator) {
    return overAdminServer({ data, server, env }, async (admin) => {
      const made = await admin.ask<NewApiKey>('POST', `/api/orgs/${org}/keys`, { ...asked, ...(agent && { agent }) })
      return told(made, json)
    })
  }
  return overKeys({ data, env }, async (keys, control) => {
    const principal = isOperator ? operator : await principalNamed(control, user ?? '')
    if (!principal) return failed(`there is no account and no agent "${user}".`)
    const organisation =
      org === undefined ? undefined : await control.idOf({ kind: 'organisation', scope: '', slug: org })
    if (org !== undefined && !organisation) return failed(`there is no organisation "${org}".`)
    const wanted = {
      ...asked,
      principal,
      createdBy: operator,
      organisation: organisation as OrganisationId | undefined,
    }
    const { token, key } = await keys.create(wanted, (made) => noteFor(made, 'created'))
    return told({ ...shown(key), token }, json)
  })
}

function told(key: NewApiKey, json: boolean | undefined): number {
  say(json, key, [key.token, '', `Keep it: it is not shown again. Its id is ${key.id}.`])
  return exitCodes.done
}

export async function listKeys(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = { ...adminOptions, user: { type: 'string' }, org: { type: 'string' } } as const
  const words = readWords(args, { usage: listUsage, options })
  if (!words) return exitCodes.misused
  const { user, org, json, data, server } = words.values
  if (org !== undefined) {
    return overAdminServer({ data, server, env }, async (admin) => {
      const found = await allOf<OrganisationKey>(admin, `/api/orgs/${org}/keys`)
      const meant = found.filter(({ bearer }) => user === undefined || bearer === user.toLowerCase())
      say(
        json,
        meant,
        meant.map((key) => lineOf(key, key.bearer)),
      )
      return exitCodes.done
    })
  }
  return overKeys({ data, env }, async (keys, control) => {
    const principal = user === undefined ? undefined : await principalNamed(control, user)
    if (user !== undefined && !principal) return failed(`there is no account and no agent "${user}".`)
    const found = await keys.list(principal)
    say(
      json,
      found.map(shown),
      found.map((key) => lineOf(key, key.principal)),
    )
    return exitCodes.done
  })
}

export async function revokeKey(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: revokeUsage, options: { ...adminOptions, org: { type: 'string' } } })
  if (!words) return exitCodes.misused
  const [id, ...others] = words.positionals
  const { org, json, data, server, 'dry-run': dryRun = false } = words.values
  if (id === undefined || others.length > 0) return misused(revokeUsage)
  const done = () => {
    say(json, { id, revoked: !dryRun }, [`${dryRun ? 'would be revoked:' : 'revoked'} ${id}`])
    return exitCodes.done
  }
  if (org !== undefined) {
    return overAdminServer({ data, server, env }, async (admin) => {
      if (!dryRun) await admin.ask('DELETE', `/api/orgs/${org}/keys/${id}`)
      return done()
    })
  }
  return overKeys({ data, env }, async (keys) => {
    const key = (await keys.list()).find((each) => each.id === id)
    if (!key) return failed(`there is no key "${id}"; "nexus key list" names them.`)
    if (!dryRun) await keys.revoke(id, { note: noteFor(key, 'revoked') })
    return done()
  })
}

/** On the data folder of a server that is not running: keys of everybody are nobody's business but the operator's. */
async function overKeys(
  { data, env }: { data: string | undefined; env: NodeJS.ProcessEnv },
  act: (keys: ApiKeys, control: Storage['control']) => Promise<number>,
): Promise<number> {
  const folder = await dataFolderOf(data, env)
  if (folder === undefined) return exitCodes.misused
  try {
    const { serverKeys: keys } = safekeepingOf(env)
    const storage = openSqliteStorage(folder, { clock: systemClock, tell: () => undefined, keys })
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

function noteFor({ id, principal }: KeyRecord, did: 'created' | 'revoked') {
  return noteOf(systemClock, { by: operator }, { action: `key.${did}`, object: `key:${id}`, body: { principal } })
}

/** By e-mail address, id, or the name of an agent. */
async function principalNamed(control: Storage['control'], user: string): Promise<PrincipalId | undefined> {
  const account = await control.accountByEmail(user.toLowerCase())
  if (account) return userPrincipal(account.id)
  const agent = await control.idOf({ kind: 'agent', scope: '', slug: user })
  return agent === undefined ? undefined : agentPrincipal(agent)
}

/** undefined: one of them is none. */
function scopesIn(text: string | undefined): readonly KeyScope[] | undefined {
  if (text === undefined) return keyScopes
  const scopes = text.split(',').map((each) => keyScopes.find((scope) => scope === each.trim()))
  return scopes.every((each) => each !== undefined) ? scopes : undefined
}

function shown({ hash: _hash, ...rest }: KeyRecord) {
  return rest
}

function lineOf({ id, name, expiresAt, lastUsedAt, scopes }: ApiKey, bearer: string): string {
  const end = expiresAt === undefined ? 'no end' : `ends ${dayOf(expiresAt)}`
  const use = lastUsedAt === undefined ? 'never used' : `used ${dayOf(lastUsedAt)}`
  return `${id}  ${bearer}  ${scopes.join(',')}  ${end}  ${use}  ${name}`
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}
