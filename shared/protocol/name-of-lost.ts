import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type { ReplicaId } from '../kit/ids.ts'
import { bounds } from './schema.ts'

/** What a thing is called that its reader has to let go of (SY57): ids hold more chance than that, so it leads to none that is not known. */
export function nameOfLost(replica: ReplicaId): Uint8Array {
  return digest(encodeUtf8(replica)).slice(0, bounds.lostNameBytes)
}
