/**
 * Lets a crowd in at the server's own pace (SY63): newcomers are handled for a few milliseconds a turn, then those who are inside
 * get theirs.
 */
export interface Admission {
  /** false: too many are waiting already. */
  add(newcomer: () => void): boolean
  close(): void
}

const budgetMs = 5
const maxWaiting = 20_000

export function openAdmission(nowMs: () => number = () => performance.now()): Admission {
  let waiting: (() => void)[] = []
  let at = 0
  let turn: NodeJS.Immediate | undefined
  const run = () => {
    turn = undefined
    const end = nowMs() + budgetMs
    do waiting[at++]?.()
    while (at < waiting.length && nowMs() < end)
    if (at < waiting.length) turn = setImmediate(run)
    else {
      waiting = []
      at = 0
    }
  }
  return {
    add: (newcomer) => {
      if (waiting.length - at >= maxWaiting) return false
      waiting.push(newcomer)
      turn ??= setImmediate(run)
      return true
    },
    close: () => {
      if (turn) clearImmediate(turn)
      waiting = []
    },
  }
}
