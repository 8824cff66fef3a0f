import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { RefusalCode } from '#shared/protocol/codes.ts'
import type { OutgoingChange, PushResult } from '#shared/protocol/messages.ts'
import type { Access } from '#server/access/access.ts'
import type { ChangeCheck, Taken, Verdict } from './change-check.ts'
import type { AppendChange, AppendEnd, AppendRequest, Log } from './log.ts'

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

/**
 * One push on its way through the checks. A refusal also refuses what builds on it: later changes of the same replica. Those of one replica
 * are looked at one after another, those of several side by side.
 */
class Review {
  readonly #ports: PushPorts
  readonly #request: PushRequest
  /** One a change, once it has been looked at. */
  readonly #findings: Finding[] = []
  #refusedReplicas: Map<ReplicaId, RefusalCode> | undefined
  #underway: Map<ReplicaId, Promise<void>> | undefined

  constructor(ports: PushPorts, request: PushRequest) {
    this.#ports = ports
    this.#request = request
  }

  run(): Promise<void> | undefined {
    for (const [at, change] of this.#request.changes.entries()) {
      const before = this.#underway?.get(change.replica)
      const finding = before ? before.then(() => this.#findingOf(change)) : this.#findingOf(change)
      if (!(finding instanceof Promise)) this.#note(at, finding)
      else
        (this.#underway ??= new Map()).set(
          change.replica,
          finding.then((found) => this.#note(at, found)),
        )
    }
    return this.#underway && this.#allDone(this.#underway)
  }

  /** Throws only when nothing is under way any more, so that everything that was reserved is known. */
  async #allDone(underway: ReadonlyMap<ReplicaId, Promise<void>>): Promise<void> {
    const ends = await Promise.allSettled(underway.values())
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  append(end: PushEnd): Promise<void> | undefined {
    const { changes, allOrNothing } = this.#request
    const findings = this.#findings
    const failed = (fault: unknown) => {
      this.settle(false)
      end.failed(fault)
    }
    const sound = changes.flatMap((change, at) => storedForm(change, findings[at]))
    const enqueue = (stored: AppendEnd['stored']) => {
      const moves = findings.flatMap((each) => (typeof each === 'object' && each.move ? [each.move] : []))
      const append = () => this.#ports.log.enqueue({ ...this.#request, changes: sound }, { stored, failed })
      return moves.length === 0 ? append() : Promise.all(moves.map((move) => move.begin())).then(append, failed)
    }
    if (!this.#refusedReplicas) {
      return enqueue((seqs) => {
        this.settle(true)
        end.settled(seqs.map((seq) => ({ seq })))
      })
    }
    const stored = (seqs: readonly number[]) => {
      this.settle(!allOrNothing)
      let next = 0
      end.settled(findings.map((finding) => resultOf(finding, allOrNothing === true, () => seqs[next++] ?? 0)))
    }
    if (sound.length > 0 && !allOrNothing) return enqueue(stored)
    stored([])
    return undefined
  }

  /** Says of what was found sound whether it is stored. */
  settle(isStored: boolean): void {
    for (const finding of this.#findings) if (typeof finding === 'object') finding.settle(isStored)
  }

  #note(at: number, finding: Finding): void {
    this.#findings[at] = finding
    const { replica } = this.#request.changes[at] ?? {}
    if (typeof finding === 'string' && replica) (this.#refusedReplicas ??= new Map()).set(replica, finding)
  }

  #findingOf(change: OutgoingChange): Finding | Promise<Finding> {
    const before = this.#refusedReplicas?.get(change.replica)
    // What passes by itself passes for all of them.
    if (before) return passing.has(before) ? before : 'depends-on-refused'
    const { access } = this.#ports
    const { author, onBehalfOf = author, workspace } = this.#request
    const claimed = access.claim(onBehalfOf, workspace, change.replica)
    if (claimed) return claimed.then(() => this.#findingIfAllowed(change))
    return this.#findingIfAllowed(change)
  }

  #findingIfAllowed(change: OutgoingChange): Finding | Promise<Finding> {
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

/** Refusals that pass by themselves. */
const passing: ReadonlySet<RefusalCode> = new Set(['too-many', 'quota-exceeded'])

type Finding = RefusalCode | Taken

function findingOf(verdict: Verdict): Finding {
  return verdict.ok ? verdict.value : verdict.reason
}

/** In a list of its own, or nothing where it was refused. */
function storedForm(change: OutgoingChange, finding: Finding | undefined): readonly AppendChange[] {
  if (finding === undefined || typeof finding === 'string') return []
  const { replica, kind } = change
  const { bytes = change.bytes, isNews = false, isRepeat = false } = finding
  return [{ replica, kind, bytes, isNews, isRepeat }]
}

function resultOf(finding: Finding, allOrNothing: boolean, nextSeq: () => number): PushResult {
  if (typeof finding === 'string') return { refused: finding }
  return allOrNothing ? { refused: 'depends-on-refused' } : { seq: nextSeq() }
}

/** For callers that want all or nothing: the first refusal among the results. */
export function firstRefusal(results: readonly PushResult[]): RefusalCode | undefined {
  const codes = results.flatMap((result) => ('refused' in result ? [result.refused] : []))
  return codes.find((code) => code !== 'depends-on-refused') ?? codes[0]
}
