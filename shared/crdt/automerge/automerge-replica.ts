import * as A from '@automerge/automerge/slim'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import {
  fieldsFrom,
  registerWrites,
  type FieldPatch,
  type FieldValues,
  type Registers,
  type Scalar,
} from '../fields.ts'
import { checkChunks, isOneChange } from './chunk-envelope.ts'
import type { FieldConflict, OpenReplicaOptions, Replica } from '../replica.ts'

export interface AutomergeReplica extends Replica {
  readonly kind: 'automerge'
}

type Stored = Record<string, Scalar | A.ImmutableString>

/**
 * Automerge, for what has fields: one small document a record. Strings are immutable (a title merges as a whole) but for the
 * fields of kind 'text'. The wasm must be initialised before the first call; close() gives its memory back.
 */
export function openAutomergeReplica(options: OpenReplicaOptions): AutomergeReplica {
  return new Handle(options)
}

class Handle implements AutomergeReplica {
  readonly kind = 'automerge'
  readonly id
  readonly #shape
  #doc: A.Doc<Stored>
  readonly #localListeners = new Set<(change: Uint8Array) => void>()
  readonly #updateListeners = new Set<() => void>()

  constructor({ id, shape, actor }: OpenReplicaOptions) {
    this.id = id
    this.#shape = shape
    this.#doc = A.init<Stored>({ actor })
  }

  fields(): FieldValues {
    const fields: Record<string, FieldValues[string]> = { ...fieldsFrom(this.#shape, registersOf(this.#doc)) }
    for (const [field, kind] of Object.entries(this.#shape)) {
      if (kind === 'text') fields[field] = plainText(this.#doc[field])
    }
    return fields
  }

  patch(patch: FieldPatch): void {
    const before = A.getHeads(this.#doc)
    // Read as it is kept: each look at a draft asks the wasm.
    const present = registersOf(this.#doc)
    this.#doc = A.change(this.#doc, (draft) => writePatch(draft, present, { shape: this.#shape, patch }))
    // Compared by heads: getLastLocalChange repeats the earlier change when this one changed nothing.
    if (sameHeads(before, A.getHeads(this.#doc))) return
    const change = A.getLastLocalChange(this.#doc)
    if (change) for (const listener of this.#localListeners) listener(change)
    this.#tellUpdate()
  }

  conflicts(): readonly FieldConflict[] {
    return Object.keys(this.#doc).flatMap((field) => {
      if (this.#shape[field] !== 'value') return []
      const all = A.getConflicts(this.#doc, field)
      return all ? conflictOf(field, all as Record<string, unknown>, scalarOf(this.#doc[field])) : []
    })
  }

  apply(chunks: readonly Uint8Array[]): Outcome<'malformed', void> {
    if (chunks.length === 0) return done()
    if (!chunks.every((chunk) => checkChunks(chunk).ok)) return refused('malformed')
    const backup = A.save(this.#doc)
    if (!this.#takeTogether(chunks, backup) && !this.#takeEach(chunks, backup)) return refused('malformed')
    this.#tellUpdate()
    return done()
  }

  save(): Uint8Array {
    return A.save(this.#doc)
  }

  changes(): readonly Uint8Array[] {
    return A.getAllChanges(this.#doc)
  }

  onLocalChange(listener: (change: Uint8Array) => void): () => void {
    this.#localListeners.add(listener)
    return () => this.#localListeners.delete(listener)
  }

  onUpdate(listener: () => void): () => void {
    this.#updateListeners.add(listener)
    return () => this.#updateListeners.delete(listener)
  }

  close(): void {
    this.#localListeners.clear()
    this.#updateListeners.clear()
    A.free(this.#doc)
  }

  /** Changes that follow each other in one go, which is ten times as fast as one after another. false: nothing was taken. */
  #takeTogether(chunks: readonly Uint8Array[], backup: Uint8Array): boolean {
    if (chunks.length === 1) return false
    try {
      let changes: Uint8Array[] = []
      const take = () => {
        if (changes.length > 0) [this.#doc] = A.applyChanges(this.#doc, changes)
        changes = []
      }
      for (const chunk of chunks) {
        if (isOneChange(chunk)) changes.push(chunk)
        else {
          take()
          this.#doc = A.loadIncremental(this.#doc, chunk)
        }
      }
      take()
      return true
    } catch {
      this.#restore(backup)
      return false
    }
  }

  /** What the library can not read it leaves out, one chunk at a time. */
  #takeEach(chunks: readonly Uint8Array[], backup: Uint8Array): boolean {
    try {
      for (const chunk of chunks) this.#doc = A.loadIncremental(this.#doc, chunk)
      return true
    } catch {
      this.#restore(backup)
      return false
    }
  }

  #tellUpdate(): void {
    for (const listener of this.#updateListeners) listener()
  }

  /** A handle that has thrown is not to be trusted again: a fresh one is loaded from what was good. */
  #restore(backup: Uint8Array): void {
    const actor = A.getActorId(this.#doc)
    this.#doc = A.load<Stored>(backup, { actor })
  }
}

interface Writing {
  readonly shape: OpenReplicaOptions['shape']
  readonly patch: FieldPatch
}

function writePatch(draft: Stored, present: Registers, { shape, patch }: Writing): void {
  for (const [key, value] of registerWrites(shape, present, patch)) {
    if (value === undefined) delete draft[key]
    else draft[key] = typeof value === 'string' ? new A.ImmutableString(value) : value
  }
  for (const [field, value] of Object.entries(patch)) {
    if (shape[field] !== 'text' || typeof value !== 'string') continue
    if (draft[field] === undefined) draft[field] = value
    else A.updateText(draft, [field], value)
  }
}

function registersOf(doc: Stored): Registers {
  return new Map(Object.entries(doc).map(([key, value]) => [key, scalarOf(value)]))
}

function scalarOf(value: unknown): Scalar {
  return A.isImmutableString(value) ? value.val : (value as Scalar)
}

function plainText(value: unknown): string {
  return value === undefined ? '' : String(scalarOf(value))
}

function conflictOf(field: string, all: Record<string, unknown>, winning: Scalar): FieldConflict[] {
  const writes = Object.entries(all).map(([opId, value]) => ({
    value: scalarOf(value),
    actor: opId.slice(opId.indexOf('@') + 1),
  }))
  const losing = writes.filter((write) => write.value !== winning)
  const winner = writes.find((write) => write.value === winning)
  return losing.length > 0 ? [{ field, losing, winningActor: winner?.actor ?? '' }] : []
}

function sameHeads(before: A.Heads, after: A.Heads): boolean {
  return before.length === after.length && before.every((head) => after.includes(head))
}
