import type { AuditNote } from '#server/storage/audit-store.ts'

/**
 * Keeps whoever is refused all the time from filling the disk: of one actor and one kind a burst is noted one by one, and after it one
 * entry a minute that says how many there were. Of all together so many a minute; what is beyond is counted as anybody's.
 *
 * Invariant: every attempt is in exactly one entry, as itself or in the number of one.
 */
export interface RefusalBook {
  /** What is to be noted of it now; undefined: it was counted. */
  hear(key: string, note: AuditNote): AuditNote | undefined
  /** What was counted and is due, or all of it. */
  due(nowMs: number, isEnd?: boolean): readonly CountedRefusal[]
}

export interface CountedRefusal {
  readonly key: string
  readonly note: AuditNote
}

interface Kept {
  /** Noted one by one in this burst. */
  noted: number
  lastNotedMs: number
  lastHeardMs: number
  unnoted: number
  /** The latest that was counted only. */
  latest: AuditNote
}

const burst = 20
const everyMs = 60_000
/** After so long without one the next burst is one by one again. */
const forgottenAfterMs = 10 * 60_000
const maxAMinute = 300
const maxKeys = 5_000

export function openRefusalBook(): RefusalBook {
  const kept = new Map<string, Kept>()
  let minute = { startMs: 0, noted: 0 }

  const mayNote = (nowMs: number) => {
    if (nowMs - minute.startMs >= everyMs) minute = { startMs: nowMs, noted: 0 }
    minute.noted += 1
    return minute.noted <= maxAMinute
  }
  const find = (key: string, note: AuditNote): Kept => {
    const found = kept.get(key)
    if (found && note.timeMs - found.lastHeardMs < forgottenAfterMs) return found
    const fresh = { noted: 0, lastNotedMs: 0, lastHeardMs: note.timeMs, unnoted: found?.unnoted ?? 0, latest: note }
    kept.set(key, fresh)
    return fresh
  }
  const hear = (key: string, note: AuditNote): AuditNote | undefined => {
    const isOneTooMany = !kept.has(key) && kept.size >= maxKeys
    const each = find(isOneTooMany ? crowdOf(key) : key, note)
    each.lastHeardMs = note.timeMs
    const isFree = each.noted < burst || note.timeMs - each.lastNotedMs >= everyMs
    if (!isFree || !mayNote(note.timeMs)) {
      each.unnoted += 1
      each.latest = note
      return undefined
    }
    each.noted += 1
    each.lastNotedMs = note.timeMs
    return counted(note, each)
  }
  return {
    hear,
    due: (nowMs, isEnd = false) => {
      const found: CountedRefusal[] = []
      for (const [key, each] of kept) {
        const isDue = isEnd || nowMs - each.lastNotedMs >= everyMs
        if (each.unnoted > 0 && isDue) {
          each.lastNotedMs = nowMs
          const { unnoted } = each
          each.unnoted = 0
          found.push({ key, note: withTimes(each.latest, unnoted) })
        } else if (each.unnoted === 0 && nowMs - each.lastHeardMs >= forgottenAfterMs) kept.delete(key)
      }
      return found
    },
  }
}

/** Those who come when the book is full share a page for each log. */
function crowdOf(key: string): string {
  return `${key.slice(0, key.indexOf(' '))} *`
}

/** What was counted before it goes with it. */
function counted(note: AuditNote, each: Kept): AuditNote {
  const before = each.unnoted
  each.unnoted = 0
  return before === 0 ? note : withTimes(note, before + 1)
}

function withTimes(note: AuditNote, times: number): AuditNote {
  return { ...note, body: { ...note.body, times } }
}
