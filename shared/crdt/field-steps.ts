import type { FieldPatch, FieldShape, FieldValue, FieldValues, Items, Scalar } from './fields.ts'
import { mergeText } from '../kit/merge-text.ts'

/** What a command did to one field; absent scalars are undefined. */
export interface FieldStep {
  readonly field: string
  readonly from: FieldValue | undefined
  readonly to: FieldValue | undefined
}

export function stepsBetween(before: FieldValues, after: FieldValues): readonly FieldStep[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields]
    .map((field): FieldStep => ({ field, from: before[field], to: after[field] }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
}

export function reversed(steps: readonly FieldStep[]): readonly FieldStep[] {
  return steps.map(({ field, from, to }) => ({ field, from: to, to: from }))
}

/**
 * The patch that takes the steps on `current`, touching only what still is as the step expects: a value that somebody has written
 * since stays; of sets and items only the members and registers of the step move; texts keep both edits.
 */
export function patchOf(shape: FieldShape, current: FieldValues, steps: readonly FieldStep[]): FieldPatch {
  const patch: Record<string, FieldValue | null> = {}
  for (const step of steps) {
    const value = nextValue(shape[step.field], current[step.field], step)
    if (value !== undefined) patch[step.field] = value
  }
  return patch
}

function nextValue(
  kind: FieldShape[string] | undefined,
  current: FieldValue | undefined,
  { from, to }: FieldStep,
): FieldValue | null | undefined {
  switch (kind) {
    case 'value':
      return current === from ? (to ?? null) : undefined
    case 'text':
      return mergeText({ base: textOf(from), mine: textOf(to), theirs: textOf(current) })
    case 'set':
      return nextMembers(membersOf(current), membersOf(from), membersOf(to))
    case 'items':
      return nextItems(itemsOf(current), itemsOf(from), itemsOf(to))
    case undefined:
      return undefined
  }
}

function nextMembers(current: readonly string[], from: readonly string[], to: readonly string[]): readonly string[] {
  const kept = current.filter((member) => to.includes(member) || !from.includes(member))
  return [...new Set([...kept, ...to.filter((member) => !from.includes(member))])]
}

function nextItems(current: Items, from: Items, to: Items): Items {
  const next: Record<string, Record<string, Scalar>> = {}
  for (const [id, item] of Object.entries(current)) next[id] = { ...item }
  for (const id of new Set([...Object.keys(from), ...Object.keys(to)])) {
    for (const name of new Set([...Object.keys(from[id] ?? {}), ...Object.keys(to[id] ?? {})])) {
      const [before, after] = [from[id]?.[name], to[id]?.[name]]
      if (before === after || current[id]?.[name] !== before) continue
      if (after !== undefined) (next[id] ??= {})[name] = after
      else delete next[id]?.[name]
    }
    if (Object.keys(next[id] ?? {}).length === 0) delete next[id]
  }
  return next
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function membersOf(value: FieldValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}

function itemsOf(value: FieldValue | undefined): Items {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Items) : {}
}
