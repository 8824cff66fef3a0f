import type { FactorReset } from '#shared/protocol/rest-admin.ts'
import { adminOptions, exitCodes, misused, overAdminServer, say } from './admin-command.ts'
import { readWords } from './data-words.ts'

const usage = 'nexus admin reset-factor --user EMAIL|ID [--dry-run] [--json] [--data DIR | --server URL]'

/** For somebody who has lost the authenticator app and the recovery codes. The password stays as it is. */
export async function resetFactor(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage, options: { ...adminOptions, user: { type: 'string' } } as const })
  if (!words) return exitCodes.misused
  const { user, json, 'dry-run': dryRun = false, ...place } = words.values
  if (!user || words.positionals.length > 0) return misused(usage)
  const what = `two-factor sign-in of ${user} is off, and every device of the account is signed out`
  return overAdminServer({ ...place, env }, async (server) => {
    if (dryRun) {
      say(json, { changes: [what], dryRun }, [`would be done: ${what}`])
      return exitCodes.done
    }
    const path = `/api/accounts/${encodeURIComponent(user)}/two-factor`
    const { wasTold } = await server.ask<FactorReset>('DELETE', path)
    say(json, { changes: [what], dryRun, wasTold }, [
      what,
      wasTold ? 'They are told by mail.' : 'Tell them: no mail was sent.',
    ])
    return exitCodes.done
  })
}
