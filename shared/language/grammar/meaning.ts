import type { Day } from '../civil.ts'
import type { Match } from './reader.ts'
import type { Repeat } from './repeats.ts'

/** A point on the calendar, with or without a time. */
export interface Edge {
  readonly day: Day
  readonly seconds?: number | undefined
}

/** What words mean, before it is written as the contract says. */
export type Meaning =
  | { readonly kind: 'moment'; readonly from: Edge }
  | { readonly kind: 'span'; readonly from?: Edge | undefined; readonly until?: Edge | undefined }
  | { readonly kind: 'repeat'; readonly repeat: Repeat }
  | { readonly kind: 'length'; readonly minutes: number }

export type Found = Match<Meaning> | undefined

export interface Point {
  readonly from: Edge
  /** The first that lies behind it. */
  readonly until: Edge
}

export function pointOf(found: Found): Match<Point> | undefined {
  if (!found || found.value.kind === 'repeat' || found.value.kind === 'length') return undefined
  const { kind, from } = found.value
  const until = kind === 'span' ? found.value.until : undefined
  if (!from) return undefined
  return {
    value: { from, until: until ?? (from.seconds === undefined ? { day: from.day + 1 } : from) },
    end: found.end,
  }
}
