import type { TLRecord } from 'tldraw'
import {
  decodeStroke,
  type DrawnKind,
  encodeStroke,
  type Json,
  type Placed,
  registersOf,
  type StrokeSegment,
} from '#shared/rooms/whiteboards/index.ts'
import { kindOf, rootNames, translations } from './tldraw-names.ts'

/*
 * The one place that knows both our records and the drawing library's. Nothing here is trusted by the library: what it gets is
 * validated by its own schema before it enters the store.
 */

type Values = Record<string, unknown>

/** A placed record as one of the library's. */
export function recordFrom({ drawn: { id, kind, props }, parent, order }: Placed): TLRecord {
  const { record, type, names } = translations[kind]
  const roots = rootNames[record]
  const placed: Values = { ...props, ...(order !== '' && { order }), ...(parent !== '' && { parent }) }
  const root: Values = {}
  const inner: Values = kind === 'card-file' ? { image: '', favicon: '' } : {}
  for (const [name, value] of Object.entries(placed)) {
    const theirs = toTheirs(kind, name, value)
    if (theirs === undefined) continue
    if (Object.hasOwn(roots, name)) root[roots[name] ?? name] = theirs
    else inner[names[name] ?? name] = theirs
  }
  const whole: Values = { id, typeName: record, meta: {}, ...root }
  if (record !== 'page') Object.assign(whole, { type, props: inner })
  return whole as unknown as TLRecord
}

/** What to store of one of the library's records; undefined for those that are this tab's own business. */
export function registersFrom(record: TLRecord): Map<string, Json> | undefined {
  const theirs = record as unknown as Values
  const kind = kindOf(record.typeName, record.typeName === 'page' ? 'page' : String(theirs.type))
  if (!kind) return undefined
  const { names } = translations[kind]
  const roots = rootNames[translations[kind].record]
  const props: Record<string, Json> = {}
  for (const [ours, name] of Object.entries(roots)) props[ours] = toOurs(kind, ours, theirs[name])
  const ourNames = new Map(Object.entries(names).map(([ours, name]) => [name, ours]))
  for (const [name, value] of Object.entries((theirs.props as Values | undefined) ?? {})) {
    const ours = ourNames.get(name) ?? name
    if (value !== undefined && !isLeftOut(kind, ours)) props[ours] = toOurs(kind, ours, value)
  }
  return registersOf(kind, props)
}

function toTheirs(kind: DrawnKind, name: string, value: unknown): unknown {
  if (name === 'points' && kind === 'line')
    return mapValues(value as Values, (id, point) => linePoint(id, point as Values))
  if (name === 'points') return segmentsFrom(String(value))
  if (name === 'link') return URL.canParse(String(value)) ? value : ''
  if (name === 'blob') return value === null ? '' : `${assetScheme}${String(value)}`
  if (name === 'bytes' && value === 0) return undefined
  return value
}

function toOurs(kind: DrawnKind, name: string, value: unknown): Json {
  if (name === 'points' && kind === 'line')
    return mapValues(value as Values, (_, point) => ourPoint(point as Values)) as Json
  if (name === 'points') return encodeStroke((value as TheirSegment[]).map(segmentFrom))
  if (name === 'blob') return hashOf(value) ?? null
  return value as Json
}

/** Pages of the web show as a card with their address: pictures from elsewhere would tell that server who looks. */
function isLeftOut(kind: DrawnKind, name: string): boolean {
  return kind === 'card-file' && (name === 'image' || name === 'favicon')
}

const assetScheme = 'asset:'

/** The blob that an asset of the library stands for; undefined for what is not one of our blobs. */
export function hashOf(src: unknown): string | undefined {
  return typeof src === 'string' && src.startsWith(assetScheme) ? src.slice(assetScheme.length) : undefined
}

export function srcOf(hash: string): string {
  return `${assetScheme}${hash}`
}

interface TheirSegment {
  readonly type: 'free' | 'straight'
  readonly points: readonly { readonly x: number; readonly y: number; readonly z?: number }[]
}

function segmentFrom({ type, points }: TheirSegment): StrokeSegment {
  return { type, points: points.map(({ x, y, z }) => ({ x, y, z: z ?? 0.5 })) }
}

/** Never empty: a stroke without a point has no shape. */
function segmentsFrom(text: string): readonly StrokeSegment[] {
  const segments = decodeStroke(text)
  return segments.length > 0 ? segments : [{ type: 'free', points: [{ x: 0, y: 0, z: 0.5 }] }]
}

function linePoint(id: string, { order, x, y }: Values): Values {
  return { id, index: order, x, y }
}

function ourPoint({ index, x, y }: Values): Values {
  return { order: index, x, y }
}

function mapValues(values: Values, change: (key: string, value: unknown) => unknown): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(key, value)]))
}
