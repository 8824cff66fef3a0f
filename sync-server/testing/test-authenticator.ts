import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** A passkey in software (ES256, no attestation), with everything that a test may want to get wrong. */
export interface TestAuthenticator {
  readonly id: string
  counter: number
  create(options: CreationOptions, changes?: Changes): object
  get(options: RequestOptions, changes?: Changes): object
}

interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id?: string }
  readonly user: { readonly id: string }
}
interface RequestOptions {
  readonly challenge: string
  readonly rpId?: string
}
interface Changes {
  readonly origin?: string
  readonly rpId?: string
  readonly userHandle?: string
  readonly isUserVerified?: boolean
}

export function openAuthenticator(origin: string): TestAuthenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rawId = randomBytes(32)
  const id = rawId.toString('base64url')
  let userHandle = ''
  const authenticator: TestAuthenticator = {
    id,
    counter: 0,
    create: ({ challenge, rp, user }, changes = {}) => {
      userHandle = user.id
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, rawId.length]), rawId, coseKey(publicKey)])
      const authData = authenticatorData(changes.rpId ?? rp.id ?? '', { ...changes, counter: 0, attested })
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ])
      const attestationObject = Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url')
      const clientDataJSON = clientData('webauthn.create', challenge, changes.origin ?? origin).toString('base64url')
      return credential(id, { clientDataJSON, attestationObject, transports: ['internal'] })
    },
    get: ({ challenge, rpId = '' }, changes = {}) => {
      const { counter } = authenticator
      const authData = authenticatorData(changes.rpId ?? rpId, { ...changes, counter })
      const data = clientData('webauthn.get', challenge, changes.origin ?? origin)
      const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()])
      return credential(id, {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle: changes.userHandle ?? userHandle,
      })
    },
  }
  return authenticator
}

function credential(id: string, response: object): object {
  return {
    id,
    rawId: id,
    type: 'public-key',
    response,
    clientExtensionResults: {},
    authenticatorAttachment: 'platform',
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

interface Shown {
  readonly counter: number
  readonly isUserVerified?: boolean
  readonly attested?: Buffer
}

function authenticatorData(rpId: string, { counter, isUserVerified = true, attested }: Shown): Buffer {
  const flags = 0x01 | (isUserVerified ? 0x04 : 0) | (attested ? 0x40 : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  const hash = createHash('sha256').update(rpId).digest()
  return Buffer.concat([hash, Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
}

/** RFC 9052: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))
  const fields = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
  return Buffer.from(isoCBOR.encode(fields as never))
}
