import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange, PushResult } from '#shared/protocol/messages.ts'
import type { Access } from '#server/access/access.ts'
import type { ChangeCheck, Taken, Verdict } from './change-check.ts'
import type { AppendRequest, Log } from './log.ts'

export interface PushPorts {
  readonly access: Access
  readonly log: Log
  readonly checkChange: ChangeCheck
}

export interface PushRequest extends AppendRequest {
  /** One refusal refuses the rest with 'depends-on-refused': for changes that mean something only together. */
  readonly allOrNothing?: boolean
}

/** What becomes of a push: exactly one of the two is called, once. */
export interface PushEnd {
  /** One result a change, in order, when the good ones are on the disk. */
  settled(results: readonly PushResult[]): void
  /** The disk has failed; nothing is stored. */
  failed(fault: unknown): void
}

/** The same for callers that wait. Throws when the disk fails; then nothing is stored. */
export function pushAndWait(ports: PushPorts, request: PushRequest): Promise<readonly PushResult[]> {
  return new Promise((settled, failed) => {
    const underway = push(ports, request, { settled, failed })
    underway?.catch(failed)
  })
}

/**
 * The one way into the log (SY30–SY36): who may, then what is sound, then append. Pushes enter the log in the order of the calls if
 * each waits for the answer of the one before: undefined = it is in the log's queue; a promise = it will be, after a look into a store
 * or by a worker. Most pushes are a character of somebody typing, and need neither.
 */
export function push(ports: PushPorts, request: PushRequest, end: PushEnd): Promise<void> | undefined {
  const review = new Review(ports, request)
  const underway = review.run()
  if (!underway) return review.append(end)
  return underway.then(
    () => review.append(end),
    (fault: unknown) => {
      review.settle(false)
      throw fault
    },
  )
}

/** One push on its way through the checks. A refusal also refuses what builds on it: later changes of the same replica. */
class Review {
  readonly #ports: PushPorts
  readonly #request: PushRequest
  readonly #codes: (RefusalCode | undefined)[] = []
  /** What may go into the log, as it is to be stored, and its reservations. */
  readonly #sound: OutgoingChange[] = []
  readonly #taken: Taken[] = []
  #refusedReplicas: Map<ReplicaId, RefusalCode> | undefined

  constructor(ports: PushPorts, request: PushRequest) {
    this.#ports = ports
    this.#request = request
  }

  run(): Promise<void> | undefined {
    for (const change of this.#request.changes.slice(this.#codes.length)) {
      const finding = this.#findingOf(change)
      if (finding instanceof Promise) {
        return finding.then((awaited) => {
          this.#note(change, awaited)
          return this.run()
        })
      }
      this.#note(change, finding)
    }
    return undefined
  }

  append(end: PushEnd): Promise<void> | undefined {
    const { changes, allOrNothing } = this.#request
    const codes = this.#codes
    const failed = (fault: unknown) => {
      this.settle(false)
      end.failed(fault)
    }
    if (!this.#refusedReplicas) {
      const stored = (seqs: readonly number[]) => {
        this.settle(true)
        end.settled(seqs.map((seq) => ({ seq })))
      }
      return this.#ports.log.enqueue({ ...this.#request, changes: this.#sound }, { stored, failed })
    }
    const stored = (seqs: readonly number[]) => {
      this.settle(!allOrNothing)
      let next = 0
      end.settled(changes.map((_change, at) => resultOf(codes[at], allOrNothing === true, () => seqs[next++] ?? 0)))
    }
    if (this.#sound.length > 0 && !allOrNothing)
      return this.#ports.log.enqueue({ ...this.#request, changes: this.#sound }, { stored, failed })
    stored([])
    return undefined
  }

  /** Says of what was found sound whether it is stored. */
  settle(isStored: boolean): void {
    for (const taken of this.#taken) taken.settle(isStored)
  }

  #note(change: OutgoingChange, finding: RefusalCode | Taken): void {
    if (typeof finding === 'string') {
      this.#codes.push(finding)
      ;(this.#refusedReplicas ??= new Map()).set(change.replica, finding)
      return
    }
    this.#codes.push(undefined)
    this.#taken.push(finding)
    this.#sound.push(finding.bytes ? { ...change, bytes: finding.bytes } : change)
  }

  #findingOf(change: OutgoingChange): Finding | Promise<Finding> {
    const before = this.#refusedReplicas?.get(change.replica)
    // What passes by itself passes for all of them.
    if (before) return before === 'too-many' ? before : 'depends-on-refused'
    const { access } = this.#ports
    const { author, workspace } = this.#request
    const known = access.known(author, 'write', workspace, change.replica)
    if (known) return this.#findingIf(known, change)
    return access.check(author, 'write', workspace, change.replica).then((allowed) => this.#findingIf(allowed, change))
  }

  #findingIf(allowed: Outcome<'no-access' | 'not-allowed', unknown>, change: OutgoingChange) {
    if (!allowed.ok) return allowed.reason === 'no-access' ? 'no-access' : 'read-only'
    const { workspace, author, device } = this.#request
    const verdict = this.#ports.checkChange(change, { workspace, principal: author, device })
    return verdict instanceof Promise ? verdict.then(findingOf) : findingOf(verdict)
  }
}

type Finding = RefusalCode | Taken

function findingOf(verdict: Verdict): Finding {
  return verdict.ok ? verdict.value : verdict.reason
}

function resultOf(code: RefusalCode | undefined, allOrNothing: boolean, nextSeq: () => number): PushResult {
  if (code) return { refused: code }
  return allOrNothing ? { refused: 'depends-on-refused' } : { seq: nextSeq() }
}

/** For callers that want all or nothing: the first refusal among the results. */
export function firstRefusal(results: readonly PushResult[]): RefusalCode | undefined {
  const codes = results.flatMap((result) => ('refused' in result ? [result.refused] : []))
  return codes.find((code) => code !== 'depends-on-refused') ?? codes[0]
}
