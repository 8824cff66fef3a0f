import type { ReplicaId } from '#shared/kit/ids.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange, PushResult } from '#shared/protocol/messages.ts'
import type { Access } from '#server/access/access.ts'
import type { ChangeCheck } from './change-check.ts'
import type { AppendRequest, Log } from './log.ts'

export interface PushPorts {
  readonly access: Access
  readonly log: Log
  readonly checkChange: ChangeCheck
}

export interface PushRequest extends AppendRequest {
  /** One refusal refuses the rest with 'depends-on-refused': for changes that mean something only together. */
  readonly allOrNothing?: boolean
}

/**
 * The one way into the log (SY30–SY36): who may, then what is sound, then append. One result a change, in order, when the good
 * ones are on the disk. Throws when the disk fails; then nothing is stored.
 */
export async function push(ports: PushPorts, request: PushRequest): Promise<readonly PushResult[]> {
  const refusals = new Map<OutgoingChange, RefusalCode>()
  const refusedReplicas = new Set<ReplicaId>()
  for (const change of request.changes) {
    const code = refusedReplicas.has(change.replica) ? 'depends-on-refused' : await refusalOf(ports, request, change)
    if (!code) continue
    refusals.set(change, code)
    refusedReplicas.add(change.replica)
  }
  if (request.allOrNothing && refusals.size > 0) {
    return request.changes.map((change) => ({ refused: refusals.get(change) ?? 'depends-on-refused' }))
  }
  const sound = request.changes.filter((change) => !refusals.has(change))
  const seqs = sound.length > 0 ? await ports.log.append({ ...request, changes: sound }) : []
  const seqOf = new Map(sound.map((change, index) => [change, seqs[index] ?? 0]))
  return request.changes.map((change): PushResult => {
    const code = refusals.get(change)
    return code ? { refused: code } : { seq: seqOf.get(change) ?? 0 }
  })
}

async function refusalOf(
  ports: PushPorts,
  request: AppendRequest,
  change: OutgoingChange,
): Promise<RefusalCode | undefined> {
  const allowed = await ports.access.check(request.author, 'write', request.workspace, change.replica)
  if (!allowed.ok) return allowed.reason === 'no-access' ? 'no-access' : 'read-only'
  const sound = await ports.checkChange(change, {
    workspace: request.workspace,
    principal: request.author,
    device: request.device,
  })
  return sound.ok ? undefined : sound.reason
}

/** For callers that want all or nothing: the first refusal among the results. */
export function firstRefusal(results: readonly PushResult[]): RefusalCode | undefined {
  const codes = results.flatMap((result) => ('refused' in result ? [result.refused] : []))
  return codes.find((code) => code !== 'depends-on-refused') ?? codes[0]
}
