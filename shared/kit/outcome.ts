/** What a call that can be refused returns. A refusal is expected and carries a literal reason; faults are thrown. */
export type Outcome<Reason extends string, Value> = Done<Value> | Refused<Reason>

export interface Done<Value> {
  readonly ok: true
  readonly value: Value
}

export interface Refused<Reason extends string> {
  readonly ok: false
  readonly reason: Reason
  /** What the reader needs beyond the reason: a field, a limit, a name. Never a stack trace. */
  readonly detail?: string
}

export function done(): Done<void>
export function done<Value>(value: Value): Done<Value>
export function done<Value>(value?: Value): Done<Value | undefined> {
  return { ok: true, value }
}

export function refused<Reason extends string>(reason: Reason, detail?: string): Refused<Reason> {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail }
}
