import { decodeUtf8, encodeUtf8 } from 'lib0/string'
import type { PrincipalId } from '../kit/ids.ts'
import type { Row, RowConflict } from './room.ts'

/** What a bootstrap tells of a row beside what its envelope says (id, type, who changed it last and when): JSON in UTF-8. */
export type SnapshotRow = Pick<Row, 'version' | 'value' | 'conflicts'>

export function encodeSnapshotRow({ version, value, conflicts }: SnapshotRow): Uint8Array {
  return encodeUtf8(JSON.stringify({ version, value, conflicts }))
}

/** undefined: empty or not to be understood, so that the row has to be projected from the changes. Never throws. */
export function decodeSnapshotRow(bytes: Uint8Array): SnapshotRow | undefined {
  const found = parsed(bytes)
  if (!isRecord(found) || !isRecord(found.value)) return undefined
  const { version, value, conflicts = [] } = found
  if (version !== undefined && !Number.isSafeInteger(version)) return undefined
  if (!Array.isArray(conflicts) || !conflicts.every(isConflict)) return undefined
  return {
    value,
    ...(version !== undefined && { version: version as number }),
    ...(conflicts.length > 0 && { conflicts }),
  }
}

function parsed(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isConflict(value: unknown): value is RowConflict {
  return (
    isRecord(value) &&
    typeof value.field === 'string' &&
    isPrincipal(value.winningBy) &&
    Array.isArray(value.losing) &&
    value.losing.every((each: unknown) => isRecord(each) && isScalar(each.value) && isPrincipal(each.by))
  )
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isPrincipal(value: unknown): value is PrincipalId {
  return typeof value === 'string'
}
