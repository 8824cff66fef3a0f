export interface StrokePoint {
  readonly x: number
  readonly y: number
  /** Pressure, 0 to 1. */
  readonly z: number
}

export interface StrokeSegment {
  readonly type: 'free' | 'straight'
  readonly points: readonly StrokePoint[]
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Map([...digits].map((digit, value) => [digit, value]))
const maxSegments = 1_000
const maxPoints = 20_000
/** Hundredths of a unit: what a screen can show, in a quarter of the bytes of plain JSON. */
const steps = 100

/**
 * A stroke as text: segments parted by `;`, each `f` (free) or `s` (straight) and then its points, every number as the difference
 * from the point before in hundredths, in the base 64 VLQ of source maps (https://tc39.es/ecma426/#sec-base64-vlq).
 */
export function encodeStroke(segments: readonly StrokeSegment[]): string {
  return segments.map((segment) => segment.type.charAt(0) + encodePoints(segment.points)).join(';')
}

/** Total: damaged text gives the points before the damage; no text gives no segment. */
export function decodeStroke(text: string): readonly StrokeSegment[] {
  const segments: StrokeSegment[] = []
  for (const part of text.split(';', maxSegments)) {
    const points = decodePoints(part)
    if (points.length > 0) segments.push({ type: part.startsWith('s') ? 'straight' : 'free', points })
  }
  return segments
}

function encodePoints(points: readonly StrokePoint[]): string {
  let text = ''
  let before = { x: 0, y: 0, z: 0 }
  for (const point of points) {
    const now = { x: stepped(point.x), y: stepped(point.y), z: stepped(point.z) }
    text += encodeNumber(now.x - before.x) + encodeNumber(now.y - before.y) + encodeNumber(now.z - before.z)
    before = now
  }
  return text
}

function stepped(value: number): number {
  return Number.isFinite(value) ? Math.round(value * steps) : 0
}

/** Plain arithmetic instead of shifts: coordinates may pass 32 bits. */
function encodeNumber(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2
  let text = ''
  do {
    const group = rest % 32
    rest = (rest - group) / 32
    text += digits[rest > 0 ? group + 32 : group]
  } while (rest > 0)
  return text
}

function decodePoints(part: string): StrokePoint[] {
  const points: StrokePoint[] = []
  const at = [0, 0, 0]
  let place = 0
  let sum = 0
  let weight = 1
  for (let index = 1; index < part.length && points.length < maxPoints; index += 1) {
    const group = values.get(part.charAt(index))
    if (group === undefined || weight > 2 ** 45) break
    sum += (group % 32) * weight
    weight *= 32
    if (group >= 32) continue
    at[place] = (at[place] ?? 0) + (sum % 2 === 1 ? -(sum - 1) / 2 : sum / 2)
    sum = 0
    weight = 1
    place = (place + 1) % 3
    if (place === 0) points.push(pointAt(at))
  }
  return points
}

function pointAt([x = 0, y = 0, z = 0]: readonly number[]): StrokePoint {
  return { x: x / steps, y: y / steps, z: z / steps }
}
