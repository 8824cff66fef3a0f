import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Random } from '#shared/kit/ports.ts'
import type { Sealed } from '#server/storage/secret-store.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
/** Said on both sides: without it Node takes a tag of four bytes, which is found by trying. */
const authTagLength = 16

/** What a sealed text is bound to: unsealing it as anything else fails. */
export type Binding = readonly string[]

export function seal(
  key: Uint8Array,
  plain: Uint8Array,
  { binding, random }: { binding: Binding; random: Random },
): Sealed {
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength })
  cipher.setAAD(bytesOf(binding))
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()])
  return { nonce, tag: cipher.getAuthTag(), bytes }
}

/** Throws when anything of it is not what was sealed, or not in its place. */
export function unseal(key: Uint8Array, { nonce, tag, bytes }: Sealed, binding: Binding): Buffer {
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength })
  decipher.setAAD(bytesOf(binding))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes), decipher.final()])
}

/** Every part with its length before it, so that no two bindings are the same bytes. */
function bytesOf(binding: Binding): Buffer {
  return Buffer.concat(
    binding.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8')
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}
