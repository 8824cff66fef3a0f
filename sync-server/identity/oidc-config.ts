import { z } from 'zod'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'

const known = {
  google: { label: 'Google', issuer: 'https://accounts.google.com' },
  github: { label: 'GitHub', issuer: 'https://github.com' },
} as const

/** One of `auth.oidc` in the operator's file. Google and GitHub need no issuer. */
export const oidcProviderSchema = z
  .object({
    /** In addresses: small letters, digits, -. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'small letters, digits and -'),
    label: z.string().min(1).max(60).optional(),
    issuer: z.url().refine(isSafeIssuer, 'an https address; http only on this machine').optional(),
    client_id: z.string().min(1),
    /** None for clients that are public. */
    client_secret: z.string().min(1).optional(),
  })
  .strict()
  .refine(({ id, issuer }) => issuer !== undefined || id in known, { message: 'needs an issuer', path: ['issuer'] })

/** `auth.oidc`, as the operator writes it. */
export const oidcSchema = z
  .array(oidcProviderSchema)
  .max(10)
  .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id once')

export interface OidcProvider {
  readonly id: string
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** GitHub speaks OAuth 2 and no OIDC. */
  readonly kind: 'oidc' | 'github'
}

export function oidcProviders(file: z.output<typeof oidcSchema>): readonly OidcProvider[] {
  return file.map(({ id, label, issuer, client_id: clientId, client_secret: clientSecret }) => {
    const preset = id === 'google' || id === 'github' ? known[id] : undefined
    return {
      id,
      label: label ?? preset?.label ?? id,
      issuer: (issuer ?? preset?.issuer ?? '').replace(/\/$/, ''),
      clientId,
      clientSecret,
      kind: id === 'github' ? 'github' : 'oidc',
    }
  })
}

const variable = /^NEXUS_OIDC_([A-Z0-9][A-Z0-9_]*?)_(CLIENT_ID|CLIENT_SECRET|ISSUER|LABEL)$/

/** NEXUS_OIDC_<NAME>_CLIENT_ID, _CLIENT_SECRET, _ISSUER, _LABEL. Refused with a sentence for whoever starts the server. */
export function oidcFromEnv(env: NodeJS.ProcessEnv): Outcome<'wrong-setting', readonly OidcProvider[]> {
  const found = new Map<string, Record<string, string>>()
  for (const [name, value] of Object.entries(env)) {
    const [, provider, key] = variable.exec(name) ?? []
    if (!provider || !key || !value) continue
    const id = provider.toLowerCase().replaceAll('_', '-')
    found.set(id, { ...found.get(id), id, [key.toLowerCase()]: value })
  }
  const parsed = oidcSchema.safeParse([...found.values()])
  if (parsed.success) return done(oidcProviders(parsed.data))
  const [issue] = parsed.error.issues
  const [at, key = 'client_id'] = issue?.path ?? []
  const name = [...found.keys()][Number(at)] ?? 'NAME'
  const setting = `NEXUS_OIDC_${name.toUpperCase().replaceAll('-', '_')}_${String(key).toUpperCase()}`
  return refused(
    'wrong-setting',
    `${setting} is not right or is missing: ${issue?.message ?? 'see docs/operators.md'}.`,
  )
}

/** What signs people in must not be read or changed on its way. */
function isSafeIssuer(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))
}

export function isThisMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
