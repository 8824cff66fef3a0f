import type { PrincipalId } from '#shared/kit/ids.ts'
import type { NamedVersion } from '#shared/rooms/versions/index.ts'
import type { ReplicaHistory } from '#client/replica/history/read-history.ts'
import { type Version, versionsOf } from '#client/replica/history/versions.ts'

/** A line of the timeline: a sitting, or a state that somebody gave a name. */
export interface Entry {
  readonly key: string
  readonly authors: readonly PrincipalId[]
  readonly from: number | undefined
  readonly to: number | undefined
  readonly isUnsent: boolean
  readonly isNow: boolean
  readonly named: NamedVersion | undefined
  /** How many changes of the history lead to it; undefined: only its file knows it. */
  readonly end: number | undefined
  /** The same of the version before it. */
  readonly endBefore: number
}

/** The newest first. A named state stands over the sitting that it is of; the names outlive the sittings. */
export function entriesOf({ changes }: ReplicaHistory, named: readonly NamedVersion[]): readonly Entry[] {
  const sittings = versionsOf(changes)
  const entries = sittings.map((sitting, index) =>
    sittingEntry(sitting, sittings[index - 1], index === sittings.length - 1),
  )
  const names = named.map((each) => namedEntry(each, sittings))
  // Sittings keep the order of the log, whatever the clocks said; each name goes to its time.
  return names.reduce<Entry[]>((all, name) => {
    const index = all.findIndex((entry) => entry.named === undefined && (entry.to ?? 0) <= (name.to ?? 0))
    return index < 0 ? [...all, name] : all.toSpliced(index, 0, name)
  }, entries.toReversed())
}

function sittingEntry(sitting: Version, before: Version | undefined, isNow: boolean): Entry {
  const { key, authors, from, to, isUnsent, end } = sitting
  return { key, authors, from, to, isUnsent, isNow, named: undefined, end, endBefore: before?.end ?? 0 }
}

function namedEntry(named: NamedVersion, sittings: readonly Version[]): Entry {
  const { at, createdBy } = named.value
  const own = sittings.find(({ to }) => to === at)
  const before = sittings.findLast(({ to }) => (to ?? 0) < at)
  return {
    key: named.id,
    authors: own?.authors ?? (createdBy ? [createdBy] : []),
    from: undefined,
    to: at,
    isUnsent: false,
    isNow: false,
    named,
    end: own?.end,
    endBefore: before?.end ?? 0,
  }
}

/** The entry that an address means; another device may have put its sitting together with later ones. */
export function entryWithKey(entries: readonly Entry[], key: string | undefined): Entry | undefined {
  if (key === undefined) return undefined
  const at = Number.parseInt(key, 10)
  return (
    entries.find((entry) => entry.key === key) ??
    entries.find(({ named, to }) => !named && to !== undefined && to <= at) ??
    entries.at(0)
  )
}
