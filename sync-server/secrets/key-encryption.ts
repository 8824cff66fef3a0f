import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Random } from '#shared/kit/ports.ts'
import type { ServerKeys } from '#server/storage/key-ring.ts'
import type { WrappedKey } from '#server/storage/secret-store.ts'
import { seal, unseal } from './seal.ts'

/**
 * Who holds the keys that data keys are wrapped by. It may be far away and slow, and never gives its keys out: a key management service
 * stands behind the same three methods.
 */
export interface KeyEncryption {
  /** The id of the key that wraps from now on. */
  currentKey(): Promise<string>
  wrap(dataKey: Uint8Array, place: DataKeyPlace): Promise<WrappedKey>
  /** Throws when the key is not there, or the bytes are not what it has wrapped for this place. */
  unwrap(wrapped: WrappedKey, place: DataKeyPlace): Promise<Uint8Array>
}

/** What a wrapped data key is bound to. */
export interface DataKeyPlace {
  readonly tenant: OrganisationId
  readonly dataKey: string
}

const nonceBytes = 12
const tagBytes = 16

/** By the server's own keys, which are in a file or in the environment. */
export function openLocalKeyEncryption(keys: ServerKeys, random: Random): KeyEncryption {
  const bindingOf = (by: string, { tenant, dataKey }: DataKeyPlace) => ['nexus data key 1', by, tenant, dataKey]
  return {
    currentKey: async () => keys.ring().current.id,
    wrap: async (dataKey, place) => {
      const key = keys.ring().current
      const { nonce, tag, bytes } = seal(key.derive('secrets', place.tenant), dataKey, {
        binding: bindingOf(key.id, place),
        random,
      })
      return { by: key.id, wrapped: Buffer.concat([nonce, tag, bytes]) }
    },
    unwrap: async ({ by, wrapped }, place) => {
      const key = keys.ring().find(by)
      if (!key)
        throw new Error(`the server key ${by}, which secrets are encrypted with, is not among those of the server`)
      const sealed = {
        nonce: wrapped.subarray(0, nonceBytes),
        tag: wrapped.subarray(nonceBytes, nonceBytes + tagBytes),
        bytes: wrapped.subarray(nonceBytes + tagBytes),
      }
      return unseal(key.derive('secrets', place.tenant), sealed, bindingOf(by, place))
    },
  }
}
