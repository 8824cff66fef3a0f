import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { AuditCheckpoint } from './audit-store.ts'
import type { RingKey } from './key-ring.ts'

/** What is signed of a checkpoint. */
type Signed = Omit<AuditCheckpoint, 'signature' | 'key'>

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicHead = Buffer.from('302a300506032b6570032100', 'hex')

export function signCheckpoint(key: RingKey, log: string, checkpoint: Signed): AuditCheckpoint {
  return { ...checkpoint, key: key.id, signature: sign(null, signedBytes(log, checkpoint), privateKeyOf(key)) }
}

export function isSignedBy(publicKey: string, log: string, { signature, ...checkpoint }: AuditCheckpoint): boolean {
  try {
    return verify(null, signedBytes(log, checkpoint), keyOfText(publicKey), signature)
  } catch {
    return false
  }
}

/** The 32 bytes in base64: by them others tell that a checkpoint or an export is this server's. */
export function publicKeyOf(key: RingKey): string {
  const der = createPublicKey(privateKeyOf(key)).export({ format: 'der', type: 'spki' })
  return der.subarray(publicHead.length).toString('base64')
}

function privateKeyOf(key: RingKey): KeyObject {
  const der = Buffer.concat([privateHead, key.derive('audit checkpoints', '')])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

function keyOfText(publicKey: string): KeyObject {
  const der = Buffer.concat([publicHead, Buffer.from(publicKey, 'base64')])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

function signedBytes(log: string, { number, hash, timeMs }: Signed): Buffer {
  const hashOfLog = createHash('sha256').update(log).digest('hex')
  return Buffer.from(`nexus audit checkpoint 1 ${hashOfLog} ${number} ${timeMs} ${Buffer.from(hash).toString('hex')}`)
}
