import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Provisioned } from '#server/tenancy/provision-plan.ts'
import { readNexusFile } from '#server/app/nexus-yaml.ts'
import { adminOptions, exitCodes, failed, misused, overAdminServer, say } from './admin-command.ts'
import { readWords } from './data-words.ts'

const usage = 'nexus init --config FILE [--prune [--yes]] [--dry-run] [--data DIR] [--server URL] [--json]'

/** Makes organisations what a nexus.yaml says, and shows it first. 0: they are · 1: something was refused · 2: wrong words, or a wrong file. */
export async function init(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = {
    ...adminOptions,
    config: { type: 'string' },
    prune: { type: 'boolean' },
    yes: { type: 'boolean' },
  } as const
  const words = readWords(args, { usage, options })
  if (!words) return exitCodes.misused
  const {
    config = env.NEXUS_CONFIG,
    prune = false,
    yes = false,
    json,
    data,
    server,
    'dry-run': dryRun = false,
  } = words.values
  if (!config || words.positionals.length > 0) return misused(usage)
  if (prune && !yes && !dryRun)
    return misused(usage, '--prune takes away what the file does not name: look at it with --dry-run, then add --yes.')
  const text = textOf(config)
  if (text === undefined) return failed(`${config} can not be read.`)
  const file = readNexusFile(text, env)
  if (!file.ok) {
    for (const line of file.detail?.split('\n') ?? []) console.error(`nexus: ${config}, ${line}.`)
    return exitCodes.misused
  }
  const ofFile = file.value.data_dir === undefined ? undefined : resolve(dirname(config), file.value.data_dir)
  const place = { data, server, env: { ...env, NEXUS_DATA: env.NEXUS_DATA || ofFile, NEXUS_CONFIG: undefined } }
  const { organizations } = file.value
  return overAdminServer(place, async (admin) => {
    const provisioned = await admin.ask<Provisioned>('POST', '/api/provision', { organizations, dryRun, prune })
    say(json, { ...provisioned, dryRun }, linesOf(provisioned, dryRun))
    return exitCodes.done
  })
}

function linesOf({ changes, unnamed }: Provisioned, dryRun: boolean): readonly string[] {
  const isOne = changes.length === 1
  const verb = dryRun ? 'would be' : isOne ? 'was' : 'were'
  const count = isOne ? '1 change' : `${changes.length} changes`
  const summary = changes.length === 0 ? 'Everything is as the file says.' : `${count} ${verb} made.`
  return [...changes, ...unnamed.map((line) => `  not in the file: ${line}`), summary]
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
