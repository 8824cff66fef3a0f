import type { OrganisationSummary, RetentionCounts } from '#shared/protocol/rest-admin.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import { readWords } from './data-words.ts'

const usage = 'nexus retention run [--org NAME] [--dry-run] [--json] [--data DIR | --server URL]'

/** Without --org every organisation that the caller administers. 0: done · 1: it could not be · 2: the command is wrong. */
export async function runRetention(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage, options: { ...adminOptions, org: { type: 'string' } } })
  if (!words) return exitCodes.misused
  const { org, json, 'dry-run': dryRun = false, ...place } = words.values
  if (words.positionals.length > 0) return misused(usage)
  return overAdminServer({ ...place, env }, async (server) => {
    const all = org === undefined ? await server.ask<readonly OrganisationSummary[]>('GET', '/api/orgs') : []
    const orgs = org === undefined ? all.filter(({ role }) => role === 'admin').map(({ id }) => id) : [org]
    const found: (RetentionCounts & { org: string })[] = []
    for (const each of orgs) {
      const path = `/api/orgs/${encodeURIComponent(each)}/retention`
      found.push({ org: each, ...(await server.ask<RetentionCounts>(dryRun ? 'GET' : 'POST', path)) })
    }
    const verb = dryRun ? 'would remove' : 'removed'
    const lineOf = (each: RetentionCounts & { org: string }) =>
      `${each.org}: ${verb} ${each.changes} changes, ${each.sessions} sign-ins, ${each.conversations} conversations`
    say(json, found, found.map(lineOf))
    return exitCodes.done
  })
}
