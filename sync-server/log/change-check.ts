import type { DeviceId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { refused, type Outcome } from '#shared/kit/outcome.ts'
import { type RefusalCode, defaultLimits } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import { typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { type LogStoreOf, openActorBook } from './actor-book.ts'
import type { Moves, Move } from './moves.ts'
import { PushRates, type PushRatesPorts } from './push-rates.ts'
import { openRecordCheck } from './record-check.ts'
import type { RestoredLately } from './restored.ts'
import { TrialRefusals } from './trial-refusals.ts'
import { openUpdateCheck } from './update-check.ts'
import { defaultPoolOptions, openWorkerPool } from './worker/worker-pool.ts'

/**
 * Whether the log takes these bytes, cheapest question first (SY34). At once where the bytes and what is known of their writers decide,
 * which is the hot path; a promise where the log or a worker, which may die of what it is given, has to look. The caller has checked
 * already that the author may write.
 */
export type ChangeCheck = (change: OutgoingChange, writer: Writer) => Verdict | Promise<Verdict>

export type Verdict = Outcome<RefusalCode, Taken>

/** A change that may go into the log. Until it is settled its numbers count as used. */
export interface Taken {
  /** What is to be stored instead of what was brought: only the part that is not there yet. */
  readonly bytes?: Uint8Array
  /** It goes on from where its actor was, so the log can not hold it already. */
  readonly isNews?: boolean
  /** Its numbers were there already. */
  readonly isRepeat?: boolean
  /** The thing lies in another folder afterwards: to be begun before it is stored. Settled with the change. */
  readonly move?: Move | undefined
  /** To be called once: whether it has gone to the disk. */
  settle(isStored: boolean): void
}

/** Whose word the envelope is: what the bytes say of their author counts for nothing. */
export interface Writer {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly device: DeviceId
}

export interface ChangeChecker {
  readonly check: ChangeCheck
  close(): Promise<void>
}

export interface ChangeCheckOptions extends PushRatesPorts {
  readonly storeOf: LogStoreOf
  /** Who may move things, and where they lie from then on. */
  readonly moves: Moves
  /** Then devices bring back what others have written since, too (SY26). */
  readonly restoredLately: RestoredLately
}

/** Less patient than with the server's own jobs: it is somebody else's bytes, and others wait behind them. */
const trialLimits = { ...defaultPoolOptions, timeoutMs: 3_000, maxMegabytes: 384 }

export function openChangeCheck({
  storeOf,
  restoredLately,
  clock,
  organisationOf,
  moves,
}: ChangeCheckOptions): ChangeChecker {
  // What somebody's large document costs does not hold up everybody's records.
  const pools = { records: openWorkerPool(trialLimits), updates: openWorkerPool(trialLimits) }
  const book = openActorBook({ storeOf, restoredLately })
  const rates = new PushRates({ clock, organisationOf })
  const ports = { book, rates, moves, refusals: new TrialRefusals(rates) }
  const checkRecord = openRecordCheck({ ...ports, pool: pools.records })
  const checkUpdate = openUpdateCheck({ ...ports, pool: pools.updates })
  return {
    check: (change, writer) => {
      if (change.bytes.length > defaultLimits.maxChangeBytes) return refused('too-large')
      if (!rates.take(writer, change.bytes.length)) return refused('too-many')
      if (typeOfReplica(change.replica)?.kind !== change.kind) return refused('unknown-type')
      return change.kind === 'automerge' ? checkRecord(change, writer) : checkUpdate(change, writer)
    },
    close: async () => {
      await book.close()
      await Promise.all([pools.records.close(), pools.updates.close()])
    },
  }
}
