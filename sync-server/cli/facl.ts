import type { PathGrants } from '#shared/protocol/rest-sharing.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import { readWords } from './data-words.ts'
import { organisationIn } from './rebac.ts'

const setUsage =
  'nexus setfacl PATH [ENTRY…] [-x SUBJECT…] [--dry-run] [--json]   ENTRY: user:bob@acme.com:rw-, team:Marketing:r--, agent:NAME:rwx, everyone:r--'
const getUsage = 'nexus getfacl PATH [--json]'

/** What somebody may on the very thing that a path names; what they have from above it stays. */
export async function setfacl(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, {
    usage: setUsage,
    options: { ...adminOptions, remove: { type: 'string', short: 'x', multiple: true } },
  })
  if (!words) return exitCodes.misused
  const { json, 'dry-run': dryRun = false, remove = [], ...place } = words.values
  const [path, ...given] = words.positionals
  const org = organisationIn(path)
  const entries = [...given.map(entryOf), ...remove.map((subject) => ({ subject, bits: '---' }))]
  if (!path || !org || entries.length === 0 || !entries.every((each) => each !== undefined)) return misused(setUsage)
  return overAdminServer({ ...place, env }, async (server) => {
    const url = `/api/orgs/${org}/grants`
    for (const { subject, bits } of dryRun ? [] : entries) {
      if (bits === '---') await server.ask('DELETE', `${url}?${new URLSearchParams({ path, subject }).toString()}`)
      else await server.ask('PUT', url, { path, subject, bits })
    }
    const lines = entries.map(({ subject, bits }) =>
      bits === '---' ? `- ${subject} ${path}` : `~ ${subject}:${bits} ${path}`,
    )
    say(json, { changes: lines, dryRun }, lines)
    return exitCodes.done
  })
}

/** What was granted on the very thing; "nexus rebac explain" says what somebody may after all. */
export async function getfacl(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: getUsage, options: adminOptions })
  if (!words) return exitCodes.misused
  const { json, ...place } = words.values
  const [path, ...more] = words.positionals
  const org = organisationIn(path)
  if (!path || !org || more.length > 0) return misused(getUsage)
  return overAdminServer({ ...place, env }, async (server) => {
    const found = await server.ask<PathGrants>(
      'GET',
      `/api/orgs/${org}/grants?${new URLSearchParams({ path }).toString()}`,
    )
    const lines = found.grants.map(({ subject, email, name, bits, canShare }) => {
      const kind = subject.startsWith('organization:')
        ? 'everyone'
        : `${subject.slice(0, subject.indexOf(':'))}:${email ?? name}`
      return `${kind}:${bits}${canShare ? '  may share it' : ''}`
    })
    say(json, found, [`# ${path}`, ...lines])
    return exitCodes.done
  })
}

function entryOf(text: string): { readonly subject: string; readonly bits: string } | undefined {
  const [, subject, bits] = /^(.+):([r-][w-][x-])$/.exec(text) ?? []
  return subject && bits ? { subject, bits } : undefined
}
