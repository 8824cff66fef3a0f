import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { ProvidersOfFile } from '#server/ai/providers/providers-of-file.ts'
import { oidcFromEnv, type OidcProvider, oidcProviders } from '#server/identity/oidc-config.ts'
import type { MailSettings } from '#server/mail/mailer.ts'
import type { OrganisationPlan } from '#server/tenancy/provision-plan.ts'
import { plansOf } from '#server/tenancy/provision-plans.ts'
import type { SafekeepingSettings } from './safekeeping.ts'
import type { NexusFile } from './nexus-yaml-schema.ts'

export interface Config extends SafekeepingSettings {
  readonly port: number
  readonly host: string
  readonly dataFolder: string
  /** The built app that is served. */
  readonly clientFolder: string
  readonly signUp: 'invited' | 'open'
  /** Of one caller of REST. */
  readonly requestsPerMinute?: number
  /** Where people find the server, when that is not where it listens. */
  readonly publicUrl: URL | undefined
  /** What the operator's file is to make sure of; undefined without a file. */
  readonly plans?: readonly OrganisationPlan[] | undefined
  /** How mail leaves; undefined: not at all. */
  readonly mail?: MailSettings | undefined
  /** By whose word people may sign in. */
  readonly oidc?: readonly OidcProvider[] | undefined
  /** Of the operator's file: models for organisations, and whether they may be in the server's own network. */
  readonly modelProviders?: ProvidersOfFile | undefined
  readonly allowsPrivateEndpoints?: boolean | undefined
  /** Of the operator's file. */
  readonly jwtSecret?: string | undefined
}

const builtClient = fileURLToPath(new URL('../../dist/client', import.meta.url))
const flags = {
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
} as const

/** The only reader of the environment; a flag goes before it, and it before the file. Refused with the sentence that start prints. */
export async function readConfig(
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<Outcome<'wrong-setting', Config>> {
  const asked = flagsOf(args)
  if (!asked.ok) return asked
  const { values } = asked
  const port = Number(values.port || env.PORT || 8787)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return values.port ? wrong('--port', values.port, 'a port number') : wrong('PORT', env.PORT, 'a port number')
  const signUp = env.NEXUS_SIGN_UP || 'invited'
  if (signUp !== 'invited' && signUp !== 'open') return wrong('NEXUS_SIGN_UP', signUp, '"invited" or "open"')
  const url = env.NEXUS_URL
  if (url && !(/^https?:\/\//.test(url) && URL.canParse(url)))
    return wrong('NEXUS_URL', url, 'an address such as https://nexus.example.org')
  const requestsPerMinute = Number(env.NEXUS_REQUESTS_PER_MINUTE || 6_000)
  if (!Number.isInteger(requestsPerMinute) || requestsPerMinute < 1)
    return wrong('NEXUS_REQUESTS_PER_MINUTE', env.NEXUS_REQUESTS_PER_MINUTE, 'a number of requests')
  const mail = mailOf(env)
  if (!mail.ok) return mail
  const oidc = oidcFromEnv(env)
  if (!oidc.ok) return oidc
  const path = values.config || env.NEXUS_CONFIG
  const file = path ? await readFile(path, env) : done(undefined)
  if (!file.ok) return file
  return done({
    port,
    host: values.host || env.HOST || '127.0.0.1',
    dataFolder: resolve(values.data || env.NEXUS_DATA || dataFolderOf(file.value, path) || 'data'),
    clientFolder: resolve(env.NEXUS_CLIENT || builtClient),
    signUp,
    requestsPerMinute,
    publicUrl: url ? new URL(url) : undefined,
    plans: file.value && plansOf(file.value.organizations),
    mail: mail.value ?? mailOfFile(file.value),
    oidc: oidc.value.length > 0 ? oidc.value : oidcProviders(file.value?.auth.oidc ?? []),
    jwtSecret: file.value?.auth.jwt_secret,
    modelProviders: file.value?.assistant.providers,
    allowsPrivateEndpoints: file.value?.assistant.allow_private_endpoints,
    ...safekeepingOf(env),
  })
}

/** Where the operator keeps keys and checkpoints: commands on the data folder need it as the server does. */
export function safekeepingOf({
  NEXUS_KEY: text,
  NEXUS_KEY_FILE: file,
  NEXUS_AUDIT_CHECKPOINTS: log,
}: NodeJS.ProcessEnv): SafekeepingSettings {
  const serverKeys = { ...(text && { text }), ...(file && { file: resolve(file) }) }
  return { serverKeys, checkpointFile: log ? resolve(log) : undefined }
}

function mailOf(env: NodeJS.ProcessEnv): Outcome<'wrong-setting', MailSettings | undefined> {
  const { NEXUS_SMTP_URL: smtpUrl, NEXUS_MAIL_FROM: from } = env
  if (!smtpUrl) return done(undefined)
  if (!/^smtps?:\/\//.test(smtpUrl) || !URL.canParse(smtpUrl))
    return refused(
      'wrong-setting',
      'NEXUS_SMTP_URL should be an address such as smtp://user:password@mail.example.org:587.',
    )
  if (!from?.includes('@'))
    return wrong('NEXUS_MAIL_FROM', from ?? '', 'whom mail comes from, such as nexus@example.org')
  return done({ smtpUrl, from })
}

function mailOfFile(file: NexusFile | undefined): MailSettings | undefined {
  return file?.mail && { smtpUrl: file.mail.smtp_url, from: file.mail.from }
}

function flagsOf(args: readonly string[]) {
  try {
    return { ok: true, values: parseArgs({ args: [...args], options: flags }).values } as const
  } catch (error) {
    return refused('wrong-setting', error instanceof Error ? error.message : String(error))
  }
}

async function readFile(path: string, env: NodeJS.ProcessEnv): Promise<Outcome<'wrong-setting', NexusFile>> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return refused('wrong-setting', `${path} can not be read.`)
  }
  // Most servers have no such file, and what reads YAML takes its time to load.
  const { readNexusFile } = await import('./nexus-yaml.ts')
  const file = readNexusFile(text, env)
  return file.ok ? file : refused('wrong-setting', `${path}, ${file.detail?.replaceAll('\n', `\nnexus: ${path}, `)}.`)
}

/** Relative to the file that names it. */
function dataFolderOf(file: NexusFile | undefined, path = ''): string | undefined {
  return file?.data_dir === undefined ? undefined : resolve(dirname(path), file.data_dir)
}

function wrong(name: string, value: string | undefined, expected: string) {
  return refused('wrong-setting', `${name} is "${value}" but should be ${expected}.`)
}
