import { publicKeyOf, signCheckpoint } from '#server/storage/audit-signing.ts'
import type { AuditFilter, AuditProof, AuditStore } from '#server/storage/audit-store.ts'
import { type CheckpointFile, lineOf } from '#server/storage/checkpoint-file.ts'
import type { KeyRing } from '#server/storage/key-ring.ts'
import { sentenceOfAction } from './actions.ts'

export interface ExportedLog {
  readonly audit: AuditStore
  /** The id of the organisation, or `control`. */
  readonly log: string
  readonly keys: KeyRing
  readonly checkpoints: CheckpointFile
}

const batch = 500

/**
 * A log as JSON lines: one that says what it is, the entries from the oldest on with what proves them, and a signed end. Whoever knows the
 * server's public key can verify all of it (`nexus audit verify --export`). What is noted while it goes on is not in it.
 */
export async function* exportLog(
  { audit, log, keys, checkpoints }: ExportedLog,
  timeMs: number,
): AsyncGenerator<string> {
  const head = await audit.head()
  const number = head?.number ?? 0
  const publicKey = publicKeyOf(keys.current)
  yield line({ format: 'nexus audit 1', log, entries: number, exportedAt: new Date(timeMs).toISOString(), publicKey })
  let after = 0
  while (after < number) {
    const proofs = await audit.proofs(after, Math.min(batch, number - after))
    // A log that was cut off meanwhile must not keep its reader for ever.
    if (proofs.length === 0) throw new Error(`the audit log ends at ${after}, and had ${number} entries a moment ago`)
    yield proofs.map((proof) => line(shown(proof))).join('')
    after = proofs.at(-1)?.number ?? number
  }
  if (!head) return
  const checkpoint = signCheckpoint(keys.current, log, { ...head, timeMs })
  await checkpoints.append([{ log, ...checkpoint }])
  await audit.insertCheckpoint(checkpoint)
  yield line({ end: true, publicKey, ...lineOf({ log, ...checkpoint }) })
}

/**
 * Some entries of a log as JSON lines, the newest first, after one that says which were asked for. They prove nothing by themselves: what
 * stands between them is left out.
 */
export async function* exportSelection(
  { audit, log }: Pick<ExportedLog, 'audit' | 'log'>,
  filter: AuditFilter,
  timeMs: number,
): AsyncGenerator<string> {
  const exportedAt = new Date(timeMs).toISOString()
  const about = 'Some entries of the log, as asked for. The whole export has what proves that nothing was changed.'
  yield line({ format: 'nexus audit selection 1', log, filter, exportedAt, about })
  let before: number | undefined
  for (;;) {
    const found = await audit.page({ ...filter, before, limit: batch })
    yield found
      .map((each) =>
        line({ ...each, time: new Date(each.timeMs).toISOString(), sentence: sentenceOfAction(each.action) }),
      )
      .join('')
    before = found.at(-1)?.number
    if (before === undefined || found.length < batch) return
  }
}

function shown({ hash, bodyHash, salt, ...rest }: AuditProof) {
  const proof = { hash: base64(hash), bodyHash: base64(bodyHash), ...(salt && { salt: base64(salt) }) }
  return { ...rest, time: new Date(rest.timeMs).toISOString(), ...proof }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
