/**
 * The field layer that both CRDTs share. Fields are kept as flat registers in one root map, so that two devices which first write
 * a set or an item at the same time never create two rival containers: `labels/finance` → true, `checklist/<id>/text` → 'Book it'.
 */
export type Scalar = string | number | boolean

/** value: one register · text: merges by character · set: members merge one by one · items: records by id, merging field by field. */
export type FieldKind = 'value' | 'text' | 'set' | 'items'
export type FieldShape = Readonly<Record<string, FieldKind>>

export type Items = Readonly<Record<string, Readonly<Record<string, Scalar>>>>
export type FieldValue = Scalar | readonly string[] | Items
export type FieldValues = Readonly<Record<string, FieldValue>>
export type FieldPatch = Readonly<Record<string, FieldValue | null | undefined>>

export type Registers = ReadonlyMap<string, Scalar>

/** Registers → fields. Unknown keys are kept out of sight but not removed: a newer version may have written them. */
export function fieldsFrom(shape: FieldShape, registers: Registers): FieldValues {
  const fields: Record<string, FieldValue> = {}
  const sets = new Map<string, string[]>()
  const items = new Map<string, Record<string, Record<string, Scalar>>>()
  for (const [field, kind] of Object.entries(shape)) {
    if (kind === 'set') sets.set(field, (fields[field] = []))
    if (kind === 'items') items.set(field, (fields[field] = {}))
  }
  for (const [key, value] of registers) {
    const { field, rest } = splitKey(key)
    if (rest === undefined) {
      if (shape[field] === 'value') fields[field] = value
    } else if (shape[field] === 'set') {
      sets.get(field)?.push(rest)
    } else if (shape[field] === 'items') {
      const [id, name] = splitItem(rest)
      const all = items.get(field)
      if (all && name) (all[id] ??= {})[name] = value
    }
  }
  for (const members of sets.values()) members.sort()
  return fields
}

/** The register writes (`undefined` removes) that take `current` to what `patch` asks for. Texts are left to the CRDT. */
export function registerWrites(
  shape: FieldShape,
  current: Registers,
  patch: FieldPatch,
): Map<string, Scalar | undefined> {
  const writes = new Map<string, Scalar | undefined>()
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined || shape[field] === undefined || shape[field] === 'text') continue
    const wanted = registersOf(field, value)
    for (const key of current.keys()) {
      if ((key === field || key.startsWith(`${field}/`)) && !wanted.has(key)) writes.set(key, undefined)
    }
    for (const [key, scalar] of wanted) if (current.get(key) !== scalar) writes.set(key, scalar)
  }
  return writes
}

function registersOf(field: string, value: FieldValue | null): Map<string, Scalar> {
  if (value === null) return new Map()
  if (isMembers(value)) return new Map(value.map((member) => [`${field}/${member}`, true]))
  if (typeof value !== 'object') return new Map([[field, value]])
  const registers = new Map<string, Scalar>()
  for (const [id, item] of Object.entries(value)) {
    for (const [name, scalar] of Object.entries(item)) registers.set(`${field}/${id}/${name}`, scalar)
  }
  return registers
}

function isMembers(value: FieldValue): value is readonly string[] {
  return Array.isArray(value)
}

function splitKey(key: string): { field: string; rest?: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { field: key } : { field: key.slice(0, slash), rest: key.slice(slash + 1) }
}

function splitItem(rest: string): [id: string, name: string] {
  const slash = rest.indexOf('/')
  return slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash + 1)]
}
