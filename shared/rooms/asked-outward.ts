import { isReplicaId, type ReplicaId } from '../kit/ids.ts'
import type { AnyOutwardAct } from './outward-act.ts'
import { outwardActNamed } from './outward-acts.ts'

/** What would be done, as its schema has read it: nothing else is shown, and nothing else is done. */
export interface AskedOutward {
  readonly act: AnyOutwardAct
  readonly input: unknown
  /** undefined: it is about the whole workspace. */
  readonly thing: ReplicaId | undefined
  /** An address, or the id of a person. */
  readonly whom: string
  readonly may: 'view' | 'run' | 'edit'
}

/** undefined: it can not be read. */
export function readOutward(name: string, given: unknown): AskedOutward | undefined {
  const act = outwardActNamed(name)
  const parsed = act?.input.safeParse(given)
  if (!act || !parsed?.success) return undefined
  const input = parsed.data as Readonly<Record<string, unknown>>
  const { id, may } = input
  const whom = input.with ?? input.email
  if (typeof whom !== 'string' || (may !== 'view' && may !== 'run' && may !== 'edit')) return undefined
  return { act, input, thing: isReplicaId(id) ? id : undefined, whom, may }
}
