import { createHash } from 'node:crypto'
import { mintId, type OrganisationId } from '#shared/kit/ids.ts'
import type { Random } from '#shared/kit/ports.ts'

/**
 * Tokens of invitations and public links: 26 characters that name the organisation, so that they are looked for in its store and nowhere
 * else, and 52 of five bits each that nobody guesses. Only a hash of one is kept.
 */
const organisationDigits = 26
const tokenPattern = /^[0-9a-z]{78}$/

export function mintToken(organisation: OrganisationId, random: Random): { token: string; tokenHash: Buffer } {
  const secret = mintId('a', random).slice(2) + mintId('a', random).slice(2)
  const token = organisation.slice(-organisationDigits) + secret
  return { token, tokenHash: hashToken(token) }
}

/** undefined: it is none. */
export function readToken(token: string): { organisation: OrganisationId; tokenHash: Buffer } | undefined {
  if (!tokenPattern.test(token)) return undefined
  return { organisation: `org_${token.slice(0, organisationDigits)}` as OrganisationId, tokenHash: hashToken(token) }
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
