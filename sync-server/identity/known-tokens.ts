import { hash } from 'node:crypto'
import type { Clock } from '#shared/kit/ports.ts'
import type { Credential, Credentials } from './credentials.ts'

/** So long a token is taken for what it was, unless something ended meanwhile. */
const keptMs = 5_000
const maxKnown = 20_000

/**
 * Remembers what tokens were worth a moment ago: a program asks many times a second, and verifying a signature or looking up a key and its
 * account takes longer than most answers. Whatever ends a credential empties it. Only hashes of the tokens are kept.
 */
export function withKnownTokens(credentials: Credentials, clock: Clock): Credentials {
  const known = new Map<string, { readonly credential: Credential; readonly until: number }>()
  credentials.onEnded(() => known.clear())
  return {
    ...credentials,
    principalOf: async (token) => {
      const name = hash('sha256', token, 'base64')
      const now = clock.now()
      const found = known.get(name)
      // A clock that went back must not make it last longer.
      if (found && now < found.until && now >= found.until - keptMs && now < found.credential.expiresAt)
        return found.credential
      const credential = await credentials.principalOf(token)
      if (known.size >= maxKnown) known.clear()
      if (credential) known.set(name, { credential, until: now + keptMs })
      else known.delete(name)
      return credential
    },
  }
}
