import { createDecoder, type Decoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import type { ReplicaKind } from '#shared/crdt/replica.ts'
import type { DeviceId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { NewChange } from '../log-store.ts'

/**
 * The changes of one commit as one row of the journal. Texts repeat from change to change, so each is said once: 0 and the text, later
 * its place plus one.
 */
export function encodeCommit(entries: readonly NewChange[]): Uint8Array {
  const encoder = createEncoder()
  const said = new Map<string, number>()
  const say = (text: string) => {
    const place = said.get(text)
    writeVarUint(encoder, place === undefined ? 0 : place + 1)
    if (place !== undefined) return
    said.set(text, said.size)
    writeVarString(encoder, text)
  }
  for (const {
    workspace,
    replica,
    kind,
    author,
    device,
    agentRun = '',
    onBehalfOf = '',
    timeMs,
    hash = noHash,
    bytes,
  } of entries) {
    for (const text of [workspace, replica, kind, author, device, agentRun, onBehalfOf]) say(text)
    writeVarUint(encoder, timeMs)
    writeVarUint8Array(encoder, hash)
    writeVarUint8Array(encoder, bytes)
  }
  return toUint8Array(encoder)
}

const noHash = new Uint8Array()

function readHash(decoder: Decoder): { hash?: Uint8Array } {
  const hash = readVarUint8Array(decoder)
  return hash.length > 0 ? { hash } : {}
}

export function decodeCommit(row: Uint8Array): readonly NewChange[] {
  const decoder = createDecoder(row)
  const heard: string[] = []
  const hear = (): string => {
    const place = readVarUint(decoder)
    if (place > 0) return heard[place - 1] ?? ''
    const text = readVarString(decoder)
    heard.push(text)
    return text
  }
  const entries: NewChange[] = []
  while (hasContent(decoder)) {
    const workspace = hear() as WorkspaceId
    const replica = hear() as ReplicaId
    const kind = hear() as ReplicaKind
    const author = hear() as PrincipalId
    const device = hear() as DeviceId
    const agentRun = hear()
    const onBehalfOf = hear()
    entries.push({
      workspace,
      replica,
      kind,
      author,
      device,
      ...(agentRun && { agentRun }),
      ...(onBehalfOf && { onBehalfOf: onBehalfOf as PrincipalId }),
      timeMs: readVarUint(decoder),
      ...readHash(decoder),
      bytes: readVarUint8Array(decoder),
    })
  }
  return entries
}
