import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { isSignedBy } from '#server/storage/audit-signing.ts'
import { checkpointOf } from '#server/storage/checkpoint-file.ts'
import { chainBytes, chainHash, firstHash, hashOfBody } from '#server/storage/audit-hashes.ts'

export interface ExportVerdict {
  readonly log: string
  readonly entries: number
  /** Those of which address and body are left out. */
  readonly erased: number
  /** By whom the end is signed, in base64; to be compared with what the server's operator says. */
  readonly publicKey: string
  /** Sentences; empty: the entries are those that were signed. */
  readonly faults: readonly string[]
}

const headSchema = z.object({
  format: z.literal('nexus audit 1'),
  log: z.string(),
  entries: z.number(),
  publicKey: z.string(),
})
const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))
const entrySchema = z.object({
  number: z.number(),
  timeMs: z.number(),
  action: z.string(),
  actor: z.string(),
  object: z.string(),
  outcome: z.string(),
  address: z.string(),
  body: z.record(z.string(), z.unknown()).optional(),
  isErased: z.boolean(),
  hash: bytes,
  bodyHash: bytes,
  salt: bytes.optional(),
  key: z.string(),
})
type ExportedEntry = z.infer<typeof entrySchema>

/** Needs nothing but the file: no database and no secret key. undefined: it is no export. */
export async function verifyExport(file: string): Promise<ExportVerdict | undefined> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })[Symbol.asyncIterator]()
  const head = headSchema.safeParse(jsonOf((await lines.next()).value))
  if (!head.success) return undefined
  const faults: string[] = []
  const { log, publicKey } = head.data
  let before: Uint8Array = firstHash
  let entries = 0
  let erased = 0
  let end: string | undefined
  for (let { value, done } = await lines.next(); !done; { value, done } = await lines.next()) {
    if (end !== undefined) faults.push('there is more after the signed end')
    const entry = entrySchema.safeParse(jsonOf(value))
    if (!entry.success) {
      end = String(value)
      continue
    }
    entries += 1
    if (entry.data.isErased) erased += 1
    const fault = faultOf(entry.data, { number: entries, before })
    if (fault && faults.length < 20) faults.push(`entry ${entries}: ${fault}`)
    before = entry.data.hash
  }
  const checkpoint = checkpointOf(end ?? '')
  if (!checkpoint) faults.push('it has no signed end')
  else if (checkpoint.log !== log || !isSignedBy(publicKey, log, checkpoint))
    faults.push('its end is not signed by the key that it names')
  else if (checkpoint.number !== entries || !Buffer.from(before).equals(checkpoint.hash))
    faults.push('its end was signed for other entries')
  return { log, entries, erased, publicKey, faults }
}

function faultOf(entry: ExportedEntry, { number, before }: { number: number; before: Uint8Array }): string | undefined {
  if (entry.number !== number) return 'it is not the next one'
  if (!chainHash(chainBytes(before, entry)).equals(entry.hash)) return 'it, or what stood before it, was changed'
  if (entry.isErased || entry.bodyHash.length === 0) return undefined
  const body = entry.body === undefined ? '' : JSON.stringify(entry.body)
  const isSame = entry.salt && hashOfBody({ salt: entry.salt, address: entry.address, body }).equals(entry.bodyHash)
  return isSame ? undefined : 'its address or body was changed'
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
