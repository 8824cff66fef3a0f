/** When and where words are read: "tomorrow" is another day for each. */
export interface Moment {
  /** Milliseconds since 1970, UTC. */
  readonly nowMs: number
  /** IANA name: `Europe/Vienna`. */
  readonly timeZone: string
  readonly weekStartsOn: (typeof weekStarts)[number]
}

/** Sunday, Monday, Saturday. */
export const weekStarts = [0, 1, 6] as const

/** How days and weeks are counted where somebody is. */
export type Calendar = Pick<Moment, 'timeZone' | 'weekStartsOn'>

/** A day, perhaps with a time, as a calendar on the wall says it: in no time zone. */
export interface WallTime {
  /** `2026-03-31`. */
  readonly date: string
  /** `14:30`; absent: the day as a whole. */
  readonly time?: string | undefined
}

/** Words of a text that mean a time. Offsets are of UTF-16 code units, the end is the first one that does not belong to it. */
export interface FoundTime {
  readonly start: number
  readonly end: number
  /** moment: `from` only. span: `from` up to, but not including, `until`. repeat: `rule`, first at `from`. length: `minutes` only. */
  readonly kind: 'moment' | 'span' | 'repeat' | 'length'
  readonly from?: WallTime | undefined
  readonly until?: WallTime | undefined
  /** Of RFC 5545, without a prefix: `FREQ=WEEKLY;INTERVAL=2`. */
  readonly rule?: string | undefined
  readonly minutes?: number | undefined
}
