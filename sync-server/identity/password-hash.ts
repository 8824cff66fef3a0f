import { scrypt, timingSafeEqual } from 'node:crypto'
import type { Random } from '#shared/kit/ports.ts'

/** What one guess costs. The numbers are kept beside each hash, so raising them leaves old passwords valid. */
export interface PasswordCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/** 64 MB and about a fifth of a second a guess; one of the settings that OWASP's cheat sheet on password storage names as equal. */
export const defaultPasswordCost: PasswordCost = { n: 2 ** 16, r: 8, p: 2 }

const saltBytes = 16
const hashBytes = 32

export async function hashPassword(password: string, options: { random: Random; cost: PasswordCost }): Promise<string> {
  const salt = Buffer.from(options.random.bytes(saltBytes))
  const hash = await derive(password, salt, options.cost)
  const { n, r, p } = options.cost
  return ['scrypt', n, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [algorithm, n, r, p, salt, hash] = stored.split('$')
  if (algorithm !== 'scrypt' || !salt || !hash) throw new Error('bug: a stored password of an unknown form')
  const derived = await derive(password, Buffer.from(salt, 'base64url'), { n: Number(n), r: Number(r), p: Number(p) })
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url'))
}

function derive(password: string, salt: Buffer, { n, r, p }: PasswordCost): Promise<Buffer> {
  // The same letters typed on another keyboard may arrive in another Unicode form.
  const text = password.normalize('NFKC')
  const options = { N: n, r, p, maxmem: 256 * n * r + 1024 * 1024 }
  return new Promise((resolve, reject) => {
    scrypt(text, salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
