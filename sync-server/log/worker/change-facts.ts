import * as A from '@automerge/automerge/slim'
import * as Y from 'yjs'
import type { FieldShape, Scalar } from '#shared/crdt/fields.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ChangeFacts } from '#shared/rooms/activity/index.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'

export interface FactsInput {
  readonly replica: ReplicaId
  /** Everything there is of a text or a drawing: its changes name places in it. Records need none. */
  readonly state: readonly Uint8Array[]
  readonly stretches: readonly (readonly Uint8Array[])[]
}

/** What was written where, by each of some stretches of changes. undefined: of no type that is known here. */
export function changeFacts({ replica, state, stretches }: FactsInput): readonly ChangeFacts[] | undefined {
  const type = typeOfReplica(replica)
  if (!type) return undefined
  if (type.kind === 'automerge') return stretches.map((changes) => recordFacts(changes, type.shape))
  const doc = new Y.Doc()
  try {
    doc.transact(() => {
      for (const chunk of state) Y.applyUpdate(doc, chunk)
    })
    const registers = registersIn(doc)
    return stretches.map((changes) => contentFacts(changes, registers))
  } finally {
    doc.destroy()
  }
}

interface Written {
  readonly fields: Record<string, Scalar | null>
  hasContent: boolean
}

/** A change of a record says by itself which registers it writes. */
function recordFacts(changes: readonly Uint8Array[], shape: FieldShape): ChangeFacts {
  const written: Written = { fields: {}, hasContent: false }
  const texts = Object.keys(shape).filter((name) => shape[name] === 'text')
  for (const change of changes) {
    for (const op of A.decodeChange(change).ops as readonly RecordOp[]) {
      if (op.obj !== '_root') {
        // Letters name the text by the operation that began it, so of two texts nobody knows which.
        for (const name of texts) written.fields[name] = true
      } else if (op.key !== undefined) note(written, op.key, op.action === 'del' ? null : (op.value ?? true))
    }
  }
  return written
}

interface RecordOp {
  readonly action: string
  readonly obj: string
  readonly key?: string
  readonly value?: Scalar | null
}

/** A place in the counting of one Yjs client, where a register was written. */
interface Register extends Span {
  readonly key: string
  readonly value: Scalar
}
interface Span {
  readonly clock: number
  readonly len: number
}
type Registers = ReadonlyMap<number, readonly Register[]>

/** Every value that every register of the map `fields` ever had: later ones stand behind earlier ones. */
function registersIn(doc: Y.Doc): Registers {
  const byClient = new Map<number, Register[]>()
  for (const [key, latest] of doc.getMap('fields')._map) {
    for (let item: Y.Item | null = latest; item; item = item.left) {
      const [value] = item.content.getContent() as readonly unknown[]
      const own = byClient.get(item.id.client) ?? []
      byClient.set(item.id.client, own)
      own.push({ key, clock: item.id.clock, len: item.length, value: isScalar(value) ? value : true })
    }
  }
  return byClient
}

function contentFacts(changes: readonly Uint8Array[], registers: Registers): ChangeFacts {
  const written: Written = { fields: {}, hasContent: false }
  for (const change of changes) {
    const { structs, ds } = Y.decodeUpdate(change)
    const set = new Set<string>()
    for (const { id, length: len } of structs) {
      const found = registersAt(registers, id.client, { clock: id.clock, len })
      if (found.length === 0) written.hasContent = true
      for (const { key, value } of found) {
        set.add(key)
        note(written, key, value)
      }
    }
    for (const [client, spans] of ds.clients) {
      for (const span of spans) {
        const found = registersAt(registers, client, span)
        if (found.length === 0) written.hasContent = true
        // Writing a register deletes what it held before.
        for (const { key } of found) if (!set.has(key)) note(written, key, null)
      }
    }
  }
  return written
}

function registersAt(registers: Registers, client: number, { clock, len }: Span): readonly Register[] {
  return (registers.get(client) ?? []).filter((each) => each.clock < clock + len && clock < each.clock + each.len)
}

/** `labels/finance` is of the field `labels`. */
function note({ fields }: Written, key: string, value: Scalar | null): void {
  const slash = key.indexOf('/')
  const name = slash < 0 ? key : key.slice(0, slash)
  if (slash < 0) fields[name] = value
  // null: nothing but taking away.
  else fields[name] = value === null && (fields[name] ?? null) === null ? null : true
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
