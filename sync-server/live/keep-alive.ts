/**
 * Looks at every member once a period, a slice at a time: thousands of pings at once would hold up everyone's edits.
 */
export interface KeepAlive<Member> {
  add(member: Member): void
  remove(member: Member): void
  close(): void
}

const slices = 60

export function openKeepAlive<Member>(periodMs: number, look: (member: Member) => void): KeepAlive<Member> {
  const wheel = Array.from({ length: slices }, () => new Set<Member>())
  const sliceOf = new Map<Member, Set<Member>>()
  let hand = 0
  const turn = setInterval(
    () => {
      hand = (hand + 1) % slices
      for (const member of wheel[hand] ?? []) look(member)
    },
    Math.max(1, periodMs / slices),
  )
  return {
    add: (member) => {
      // Behind the hand, so that the first look comes after a whole period.
      const slice = wheel[hand]
      slice?.add(member)
      if (slice) sliceOf.set(member, slice)
    },
    remove: (member) => {
      sliceOf.get(member)?.delete(member)
      sliceOf.delete(member)
    },
    close: () => clearInterval(turn),
  }
}
