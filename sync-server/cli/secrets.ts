import { text } from 'node:stream/consumers'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { secretName } from '#shared/protocol/rest-secrets.ts'
import { operator } from '#server/access/operator-access.ts'
import { systemClock, systemRandom } from '#server/app/start-server.ts'
import { openLocalKeyEncryption } from '#server/secrets/key-encryption.ts'
import { openSecrets, type Secrets } from '#server/secrets/secrets.ts'
import { addKey } from '#server/storage/key-ring.ts'
import { logNamed } from '#server/storage/sqlite/audit-file.ts'
import { openBesideServer } from '#server/storage/sqlite/beside-server.ts'
import { readWords, sentenceOfFault } from './data-words.ts'
import { safePlacesOf } from './safe-places.ts'

const setUsage = 'nexus secret set NAME --org ORG [--data DIR] [--json] < VALUE'
const listUsage = 'nexus secret list --org ORG [--data DIR] [--json]'
const revokeUsage = 'nexus secret revoke NAME --org ORG [--version N] [--data DIR] [--json]'
const rotateUsage = 'nexus secret rotate [--data DIR] [--json]'

const common = { org: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } } as const
const caller = { by: operator }
const maxBytes = 64 * 1024

/** Of all: 0: done · 1: it could not be done · 2: the command is wrong. */
export async function setSecret(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: setUsage, options: common })
  if (!words) return 2
  const { org, data, json } = words.values
  const [name = '', ...others] = words.positionals
  if (org === undefined || others.length > 0 || !secretName.safeParse(name).success) return misused(setUsage)
  // A line that was typed ends with a line break, which is not meant.
  const value = Buffer.from((await text(process.stdin)).replace(/\r?\n$/, ''))
  if (value.length === 0 || value.length > maxBytes)
    return failed('the value comes from the standard input, 64 KB at most.')
  return overSecrets({ org, data, env }, async (secrets, organisation) => {
    const stored = await secrets.put({ organisation, name }, value, caller)
    const version = stored.versions[0]?.version
    console.log(
      json ? JSON.stringify(stored) : `stored ${name}, version ${version}${olderOf(stored.versions.length - 1)}`,
    )
    return 0
  })
}

export async function listSecrets(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: listUsage, options: common })
  if (!words) return 2
  const { org, data, json } = words.values
  if (org === undefined || words.positionals.length > 0) return misused(listUsage)
  return overSecrets({ org, data, env }, async (secrets, organisation) => {
    const all = await secrets.list(organisation)
    if (json) console.log(JSON.stringify(all))
    else
      for (const { name, versions, lastUsedAt } of all) {
        const used = lastUsedAt === undefined ? 'never used' : `used ${new Date(lastUsedAt).toISOString()}`
        console.log(`${name}  version ${versions.map(({ version }) => version).join(', ')}  ${used}`)
      }
    return 0
  })
}

export async function revokeSecret(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: revokeUsage, options: { ...common, version: { type: 'string' } } })
  if (!words) return 2
  const { org, data, json } = words.values
  const [name, ...others] = words.positionals
  const version = words.values.version === undefined ? undefined : Number(words.values.version)
  const isVersion = version === undefined || (Number.isInteger(version) && version > 0)
  if (org === undefined || name === undefined || others.length > 0 || !isVersion) return misused(revokeUsage)
  return overSecrets({ org, data, env }, async (secrets, organisation) => {
    const revoked = await secrets.revoke({ organisation, name, version }, caller)
    if (!revoked.ok)
      return failed(`there is no secret "${name}" in use${version === undefined ? '' : ` in version ${version}`}.`)
    console.log(json ? JSON.stringify({ name, version, revoked: true }) : `revoked ${name}`)
    return 0
  })
}

/** A new server key; what is under the old one is wrapped anew here, or within a minute by the server that runs. */
export async function rotateKey(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: rotateUsage, options: { data: common.data, json: common.json } })
  if (!words) return 2
  const { data, json } = words.values
  if (words.positionals.length > 0) return misused(rotateUsage)
  const places = await safePlacesOf(data, env)
  if (!places) return 2
  if (places.serverKeys?.text !== undefined)
    return failed(
      'the keys are in NEXUS_KEY: put a new one before them there and start the server again, which does the rest.',
    )
  return orFailed(async () => {
    // Opened first: a key is not added to a file that is not that of the data.
    openBesideServer(places.dataFolder, places.serverKeys).close()
    addKey(places.keys.file)
    const beside = openBesideServer(places.dataFolder, places.serverKeys)
    try {
      const { id } = beside.keys.ring().current
      const keyEncryption = openLocalKeyEncryption(beside.keys, systemRandom)
      const secrets = openSecrets({ storage: beside, keyEncryption, clock: systemClock, random: systemRandom })
      const moved = await secrets.rewrap()
      if (json) console.log(JSON.stringify({ key: id, file: places.keys.file, rewrapped: moved }))
      else
        console.log(
          `key ${id} is first in ${places.keys.file}; ${moved} secrets are under it. Copy the file to where you keep it.`,
        )
      return 0
    } finally {
      beside.close()
    }
  })
}

/** On the data folder, whether a server runs on it or not. */
async function overSecrets(
  { org, data, env }: { org: string; data: string | undefined; env: NodeJS.ProcessEnv },
  act: (secrets: Secrets, organisation: OrganisationId) => Promise<number>,
): Promise<number> {
  const places = await safePlacesOf(data, env)
  if (!places) return 2
  return orFailed(async () => {
    const organisation = logNamed(places.dataFolder, org)
    if (!organisation?.startsWith('org_')) return failed(`there is no organisation "${org}".`)
    const beside = openBesideServer(places.dataFolder, places.serverKeys)
    try {
      const keyEncryption = openLocalKeyEncryption(beside.keys, systemRandom)
      const secrets = openSecrets({ storage: beside, keyEncryption, clock: systemClock, random: systemRandom })
      return await act(secrets, organisation as OrganisationId)
    } finally {
      beside.close()
    }
  })
}

async function orFailed(act: () => Promise<number>): Promise<number> {
  try {
    return await act()
  } catch (error) {
    return failed(sentenceOfFault(error))
  }
}

function olderOf(count: number): string {
  return count === 0 ? '' : `; ${count} older stay in use until they are revoked`
}

function misused(usage: string): number {
  console.error(`Usage: ${usage}`)
  return 2
}

function failed(sentence: string): number {
  console.error(`nexus: ${sentence}`)
  return 1
}
