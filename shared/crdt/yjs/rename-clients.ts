import { toUint8Array, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]
type Deletions = ReturnType<typeof Y.decodeUpdate>['ds']

/** What a client says in the update, in clocks, and the name under which it says that from now on, from clock 0. */
interface Renamed {
  readonly from: number
  readonly to: number
  readonly name: number
}
type Names = ReadonlyMap<number, Renamed>

/**
 * The same edits under other client ids: for an update that nobody has taken yet because somebody else writes under its ids. What it
 * builds on beside itself stays as it is, so that it merges exactly as before. undefined: it can not be read, or leaves out some of
 * its own clocks.
 */
export function renameClients(update: Uint8Array, nextName: () => number): Uint8Array | undefined {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    const names = namesFor(structs, nextName)
    return names && encoded(structs, { ds, names })
  } catch {
    return undefined
  }
}

function namesFor(structs: readonly Struct[], nextName: () => number): Names | undefined {
  const names = new Map<number, Renamed>()
  for (const { id, length, constructor } of structs) {
    if (constructor === Y.Skip) return undefined
    const known = names.get(id.client)
    if (known && known.to !== id.clock) return undefined
    names.set(id.client, { from: known?.from ?? id.clock, to: id.clock + length, name: known?.name ?? nextName() })
  }
  return names
}

function encoded(structs: readonly Struct[], { ds, names }: { ds: Deletions; names: Names }): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const groups = highestFirst(structs, ({ id }) => names.get(id.client)?.name ?? id.client)
  writeVarUint(encoder.restEncoder, groups.length)
  for (const [name, group] of groups) {
    writeVarUint(encoder.restEncoder, group.length)
    encoder.writeClient(name)
    writeVarUint(encoder.restEncoder, 0)
    for (const struct of group) renamed(struct, names).write(encoder, 0)
  }
  writeDeletions(encoder, ds, names)
  return toUint8Array(encoder.restEncoder)
}

function renamed(struct: Struct, names: Names): Struct {
  struct.id = idUnder(names, struct.id)
  if (!(struct instanceof Y.Item)) return struct
  struct.origin = struct.origin && idUnder(names, struct.origin)
  struct.rightOrigin = struct.rightOrigin && idUnder(names, struct.rightOrigin)
  if (struct.parent instanceof Y.ID) struct.parent = idUnder(names, struct.parent)
  return struct
}

function idUnder(names: Names, id: Y.ID): Y.ID {
  const own = names.get(id.client)
  return own && id.clock >= own.from && id.clock < own.to ? Y.createID(own.name, id.clock - own.from) : id
}

function writeDeletions(encoder: Y.UpdateEncoderV1, ds: Deletions, names: Names): void {
  const pieces = [...ds.clients].flatMap(([client, deletions]) =>
    deletions.flatMap(({ clock, len }) => piecesOf({ client, from: clock, to: clock + len }, names)),
  )
  const groups = highestFirst(pieces, ({ client }) => client)
  writeVarUint(encoder.restEncoder, groups.length)
  for (const [client, group] of groups) {
    encoder.resetDsCurVal()
    writeVarUint(encoder.restEncoder, client)
    writeVarUint(encoder.restEncoder, group.length)
    for (const { from, to } of group.sort((one, other) => one.from - other.from)) {
      encoder.writeDsClock(from)
      encoder.writeDsLen(to - from)
    }
  }
}

interface Deleted {
  readonly client: number
  readonly from: number
  readonly to: number
}

/** What was deleted of what others hold already, and of what is renamed. */
function piecesOf({ client, from, to }: Deleted, names: Names): readonly Deleted[] {
  const own = names.get(client)
  if (!own) return [{ client, from, to }]
  return [
    { client, from, to: Math.min(to, own.from) },
    { client: own.name, from: Math.max(from, own.from) - own.from, to: Math.min(to, own.to) - own.from },
    { client, from: Math.max(from, own.to), to },
  ].filter((piece) => piece.to > piece.from)
}

/** By client, in the order that the format wants. */
function highestFirst<Each>(all: readonly Each[], clientOf: (each: Each) => number): readonly [number, Each[]][] {
  const groups = new Map<number, Each[]>()
  for (const each of all) {
    const group = groups.get(clientOf(each))
    if (group) group.push(each)
    else groups.set(clientOf(each), [each])
  }
  return [...groups].sort(([one], [other]) => other - one)
}
