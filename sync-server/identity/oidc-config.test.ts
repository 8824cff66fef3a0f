import { expect, it } from 'vitest'
import { oidcFromEnv } from './oidc-config.ts'

it('reads providers from the environment; Google and GitHub need no issuer', () => {
  const read = oidcFromEnv({
    NEXUS_OIDC_GOOGLE_CLIENT_ID: 'g',
    NEXUS_OIDC_GOOGLE_CLIENT_SECRET: 's',
    NEXUS_OIDC_GITHUB_CLIENT_ID: 'h',
    NEXUS_OIDC_OUR_COMPANY_CLIENT_ID: 'c',
    NEXUS_OIDC_OUR_COMPANY_ISSUER: 'https://id.example.org/',
    NEXUS_OIDC_OUR_COMPANY_LABEL: 'Our company',
    NEXUS_DATA: '/data',
  })
  expect(read).toEqual({
    ok: true,
    value: [
      {
        id: 'google',
        label: 'Google',
        issuer: 'https://accounts.google.com',
        clientId: 'g',
        clientSecret: 's',
        kind: 'oidc',
      },
      {
        id: 'github',
        label: 'GitHub',
        issuer: 'https://github.com',
        clientId: 'h',
        clientSecret: undefined,
        kind: 'github',
      },
      {
        id: 'our-company',
        label: 'Our company',
        issuer: 'https://id.example.org',
        clientId: 'c',
        clientSecret: undefined,
        kind: 'oidc',
      },
    ],
  })
  expect(oidcFromEnv({})).toEqual({ ok: true, value: [] })
})

it.each([
  [{ NEXUS_OIDC_ACME_CLIENT_ID: 'c' }, /^NEXUS_OIDC_ACME_ISSUER is not right or is missing: needs an issuer/],
  [{ NEXUS_OIDC_ACME_ISSUER: 'https://id.example.org' }, /^NEXUS_OIDC_ACME_CLIENT_ID is not right or is missing/],
  [
    { NEXUS_OIDC_ACME_CLIENT_ID: 'c', NEXUS_OIDC_ACME_ISSUER: 'http://id.example.org' },
    /^NEXUS_OIDC_ACME_ISSUER .*https/,
  ],
])('%j stops the start with the setting that is wrong', (env, sentence) => {
  const read = oidcFromEnv(env)
  expect(read.ok ? '' : read.detail).toMatch(sentence)
})

it('a provider on this machine may speak http', () => {
  const env = { NEXUS_OIDC_LOCAL_CLIENT_ID: 'c', NEXUS_OIDC_LOCAL_ISSUER: 'http://127.0.0.1:9000' }
  expect(oidcFromEnv(env)).toMatchObject({ ok: true, value: [{ issuer: 'http://127.0.0.1:9000' }] })
})
