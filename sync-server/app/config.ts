import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'

export interface Config {
  readonly port: number
  readonly host: string
  readonly dataFolder: string
  /** The built app that is served. */
  readonly clientFolder: string
  readonly signUp: 'invited' | 'open'
  /** Where people find the server, when that is not where it listens. */
  readonly publicUrl: URL | undefined
}

const builtClient = fileURLToPath(new URL('../../dist/client', import.meta.url))

/** The only reader of the environment. Refused with the sentence that start prints. */
export function readConfig(env: NodeJS.ProcessEnv): Outcome<'wrong-setting', Config> {
  const port = Number(env.PORT || 8787)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return wrong('PORT', env.PORT, 'a port number')
  const signUp = env.NEXUS_SIGN_UP || 'invited'
  if (signUp !== 'invited' && signUp !== 'open') return wrong('NEXUS_SIGN_UP', signUp, '"invited" or "open"')
  const url = env.NEXUS_URL
  if (url && !/^https?:\/\//.test(url)) return wrong('NEXUS_URL', url, 'an address such as https://nexus.example.org')
  if (url && !URL.canParse(url)) return wrong('NEXUS_URL', url, 'an address such as https://nexus.example.org')
  return done({
    port,
    host: env.HOST || '127.0.0.1',
    dataFolder: resolve(env.NEXUS_DATA || 'data'),
    clientFolder: resolve(env.NEXUS_CLIENT || builtClient),
    signUp,
    publicUrl: url ? new URL(url) : undefined,
  })
}

function wrong(name: string, value: string | undefined, expected: string) {
  return refused('wrong-setting', `${name} is "${value}" but should be ${expected}.`)
}
