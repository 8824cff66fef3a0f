import { type PrincipalId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import type { Act } from './acts.ts'

/** What an agent had to do with a change: it made it, or proposed what somebody accepted. */
export interface Agency {
  readonly agent: PrincipalId
  readonly requester: PrincipalId
  readonly job: string
  readonly acceptedBy?: PrincipalId
  /** By the clock of the device. */
  readonly acceptedAt?: number
}

/** A change as the log tells of it. */
export interface LoggedChange {
  readonly seq: number
  readonly replica: ReplicaId
  /** The thing began with it. */
  readonly isFirst: boolean
  readonly author: PrincipalId
  readonly timeMs: number
  readonly agency?: Agency | undefined
  /** The decision about the proposal that it comes of: a later change. */
  readonly decidedIn?: number
}

/** What one person, or one job, did to one thing without a long pause. Newest change first. */
export interface Sitting {
  readonly replica: ReplicaId
  readonly author: PrincipalId
  readonly agency: Agency | undefined
  readonly changes: readonly LoggedChange[]
}

/** A sitting as what it was. */
export interface Deed extends Act {
  readonly sitting: Sitting
}

/** One line of the activity: deeds of one kind that belong together. */
export interface Line extends Act {
  /** The same as long as nothing is added to it. */
  readonly id: string
  readonly type: string
  readonly deeds: readonly Deed[]
  readonly fromSeq: number
  readonly toSeq: number
  readonly from: number
  readonly to: number
}

/** Who comes back after this long begins a new one. */
const pauseMs = 10 * 60_000
/** Whoever goes on all day gets one an hour. */
const longestMs = 60 * 60_000
const maxThings = 100

/** Changes, newest first, by who sat at what. The same whichever newer ones there are, as long as all of it is given. */
export function sittingsOf(changes: readonly LoggedChange[]): readonly Sitting[] {
  const sittings: { key: string; changes: LoggedChange[] }[] = []
  const open = new Map<string, { key: string; changes: LoggedChange[] }>()
  for (const change of changes) {
    const key = `${change.replica} ${keyOf(change)}`
    const known = open.get(key)
    const [first, last] = [known?.changes[0], known?.changes.at(-1)]
    if (known && first && last && belongs(last.timeMs - change.timeMs, first.timeMs - change.timeMs))
      known.changes.push(change)
    else {
      const begun = { key, changes: [change] }
      open.set(key, begun)
      sittings.push(begun)
    }
  }
  return sittings.map(({ changes: own }) => {
    const [{ replica, author, agency }] = own as [LoggedChange]
    return { replica, author, agency, changes: own }
  })
}

/** Deeds as lines, newest first: what was done to several things in one go is one line, texts that somebody wrote in are one each. */
export function linesOf(deeds: readonly Deed[]): readonly Line[] {
  const lines: Deed[][] = []
  const open = new Map<string, Deed[]>()
  for (const deed of deeds.toSorted((a, b) => endOf(b.sitting) - endOf(a.sitting))) {
    const key = `${deed.act} ${typeOf(deed.sitting.replica)} ${keyOf(deed.sitting)}${ownLine(deed)}`
    const known = open.get(key)
    const [first, last] = [known?.[0], known?.at(-1)]
    const fits = first && last && belongs(pauseBetween(deed, last), wholeOf(deed, first))
    if (known && fits && known.length < maxThings) known.push(deed)
    else {
      const begun = [deed]
      open.set(key, begun)
      lines.push(begun)
    }
  }
  return lines.map(lineOf).toSorted((a, b) => b.toSeq - a.toSeq)
}

function lineOf(deeds: readonly Deed[]): Line {
  const [{ act, sitting }] = deeds as [Deed]
  const changes = deeds.flatMap((deed) => deed.sitting.changes)
  const [fromSeq, toSeq] = [least(changes.map(({ seq }) => seq)), Math.max(...deeds.map((each) => endOf(each.sitting)))]
  const type = typeOf(sitting.replica)
  const times = changes.map(({ timeMs }) => timeMs)
  return {
    id: `${fromSeq}-${toSeq}-${act}-${type}`,
    act,
    type,
    fields: [...new Set(deeds.flatMap(({ fields }) => fields))],
    deeds,
    fromSeq,
    toSeq,
    from: least(times),
    to: Math.max(...times),
  }
}

function belongs(pause: number, whole: number): boolean {
  // The clock of the server may have been set back.
  return Math.abs(pause) <= pauseMs && Math.abs(whole) <= longestMs
}

/** Of an agent all that one job did is one; of people each text is a line of its own. */
function ownLine({ act, sitting: { agency, replica } }: Deed): string {
  return !agency && (act === 'changed' || act === 'renamed') ? ` ${replica}` : ''
}

function keyOf({ author, agency }: Pick<LoggedChange, 'author' | 'agency'>): string {
  return agency ? `${agency.job} ${author}` : author
}

function pauseBetween(earlier: Deed, later: Deed): number {
  return (later.sitting.changes.at(-1)?.timeMs ?? 0) - (earlier.sitting.changes[0]?.timeMs ?? 0)
}

function wholeOf(earliest: Deed, latest: Deed): number {
  return (latest.sitting.changes[0]?.timeMs ?? 0) - (earliest.sitting.changes.at(-1)?.timeMs ?? 0)
}

/** With the decision that it comes of, so that whoever reads the stretch finds that, too. */
function endOf({ changes }: Sitting): number {
  return Math.max(...changes.map(({ seq, decidedIn }) => decidedIn ?? seq))
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
}
