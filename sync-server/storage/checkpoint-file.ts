import { createReadStream, existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { AuditCheckpoint } from './audit-store.ts'

/**
 * Where signed checkpoints of all logs are kept apart from the databases: a file that is only ever added to, on another volume if the
 * operator says so, append-only by the file system's own means if he likes.
 */
export interface CheckpointFile {
  /** On the disk when it returns. */
  append(checkpoints: readonly LoggedCheckpoint[]): Promise<void>
  /** undefined: there is no such file. A line that is none is passed over, for the last one may be half written. */
  read(): Promise<ReadonlyMap<string, readonly AuditCheckpoint[]> | undefined>
}

export interface LoggedCheckpoint extends AuditCheckpoint {
  /** The id of the organisation, or `control`. */
  readonly log: string
}

const lineSchema = z.object({
  log: z.string(),
  number: z.number().int().positive(),
  timeMs: z.number().int(),
  hash: z.base64(),
  key: z.string(),
  signature: z.base64(),
})

export function openCheckpointFile(file: string): CheckpointFile {
  return {
    append: async (checkpoints) => {
      const text = checkpoints.map((each) => `${JSON.stringify(lineOf(each))}\n`).join('')
      const handle = await open(file, 'a', 0o600)
      try {
        await handle.appendFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    read: async () => (existsSync(file) ? readAll(file) : undefined),
  }
}

async function readAll(file: string): Promise<Map<string, AuditCheckpoint[]>> {
  const byLog = new Map<string, AuditCheckpoint[]>()
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const checkpoint = checkpointOf(line)
    if (!checkpoint) continue
    const { log, ...rest } = checkpoint
    const own = byLog.get(log)
    if (own) own.push(rest)
    else byLog.set(log, [rest])
  }
  return byLog
}

/** As it stands in the file, and at the end of an export. */
export function lineOf({ log, number, timeMs, hash, key, signature }: LoggedCheckpoint) {
  return { log, number, timeMs, hash: base64(hash), key, signature: base64(signature) }
}

/** undefined: the text is no checkpoint. */
export function checkpointOf(text: string): LoggedCheckpoint | undefined {
  try {
    const { hash, signature, ...rest } = lineSchema.parse(JSON.parse(text))
    return { ...rest, hash: Buffer.from(hash, 'base64'), signature: Buffer.from(signature, 'base64') }
  } catch {
    return undefined
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
