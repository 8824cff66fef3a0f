import { type ListPage, type QuotaName, quotaNames, type QuotaUse } from '#shared/protocol/rest-admin.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import { readWords } from './data-words.ts'

const usage =
  'nexus quota --org NAME [QUOTA=NUMBER|none …] [--workspace NAME] [--dry-run] [--json] [--data DIR | --server URL]'

/** 0: shown or set · 1: it could not be · 2: the command is wrong. */
export async function quota(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = { ...adminOptions, org: { type: 'string' }, workspace: { type: 'string' } } as const
  const words = readWords(args, { usage, options })
  if (!words) return exitCodes.misused
  const { org, workspace, json, 'dry-run': dryRun, ...place } = words.values
  const limits = limitsIn(words.positionals)
  if (!org) return misused(usage)
  if (typeof limits === 'string') return misused(usage, limits)
  const base = `/api/orgs/${encodeURIComponent(org)}`
  const path = workspace ? `${base}/workspace-quotas/${encodeURIComponent(workspace)}` : `${base}/quotas`
  return overAdminServer({ ...place, env }, async (server) => {
    const isSetting = Object.keys(limits).length > 0 && !dryRun
    const { items } = await (isSetting
      ? server.ask<ListPage<QuotaUse>>('PUT', path, limits)
      : server.ask<ListPage<QuotaUse>>('GET', path))
    const planned = Object.entries(limits).map(([name, limit]) => `would set ${name} to ${limit ?? 'none'}`)
    say(json, dryRun ? { items, planned: limits } : { items }, [...(dryRun ? planned : []), ...items.map(lineOf)])
    return exitCodes.done
  })
}

/** A sentence when a word is not understood. */
function limitsIn(words: readonly string[]): Partial<Record<QuotaName, number | null>> | string {
  const limits: Partial<Record<QuotaName, number | null>> = {}
  for (const word of words) {
    const [name = '', value = ''] = word.split('=')
    const quotaName = quotaNames.find((each) => each === name)
    if (!quotaName) return `there is no quota "${name}"; there are ${quotaNames.join(', ')}.`
    if (value !== 'none' && !/^\d{1,15}$/.test(value)) return `${name} is a number from 0 on, or none.`
    limits[quotaName] = value === 'none' ? null : Number(value)
  }
  return limits
}

function lineOf({ name, used, limit, state }: QuotaUse): string {
  const mark = state === 'fine' ? '' : `  ${state.toUpperCase()}`
  return `${name.padEnd(24)} ${String(used).padStart(14)} of ${limit ?? 'no limit'}${mark}`
}
