import type { Timers } from '#client/platform/ports.ts'
import type { SyncStatus } from './engine-contract.ts'
import { cell, type Live } from './live.ts'

/** While someone types, every key is sent and acknowledged: what goes on so is one state on the screen, until it has rested so long. */
const restMs = 300
/** The count of what waits is told this often while it changes. */
const countMs = 1_000

/**
 * The status for screens. It never lags behind bad news: whatever ends "synced", and everything but sending and its end, shows at
 * once. Only "synced" after sending comes when it has stayed true for a moment. In a long text each word that changes on the screen
 * costs the browser another frame of the whole.
 */
export function calmStatus(status: Live<SyncStatus>, timers: Pick<Timers, 'after'>): Live<SyncStatus> {
  const shown = cell(status.get())
  let cancel: (() => void) | undefined
  let waitsFor: SyncStatus['state'] | undefined
  const wait = (state: SyncStatus['state'], delayMs: number) => {
    if (waitsFor === state && state === 'sending') return
    cancel?.()
    waitsFor = state
    cancel = timers.after(delayMs, show)
  }
  const show = () => {
    cancel?.()
    cancel = undefined
    waitsFor = undefined
    shown.set(status.get())
  }
  status.subscribe(() => {
    const [before, next] = [shown.get(), status.get()]
    const isOnlyProgress =
      before.state === 'sending' && before.refused === next.refused && !before.coming === !next.coming
    if (isOnlyProgress && next.state === 'synced') wait('synced', restMs)
    else if (isOnlyProgress && next.state === 'sending') wait('sending', countMs)
    else show()
  })
  return shown
}
