/** Where the lock of this device stands: see device-lock.ts, which comes only when there is one. */
export const lockKey = 'nexus-lock'

/** Whether this device asks for a PIN. Looked at before anything of it is opened. */
export function hasDeviceLock(): boolean {
  try {
    return localStorage.getItem(lockKey) !== null
  } catch {
    return false
  }
}

/**
 * The same, of what is kept for sure: a browser that is killed may have forgotten what it noted a moment ago. Takes its time, so it is asked
 * while the rest is opened, and nothing is shown before the answer.
 */
export async function isLockKept(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === lockKey)
  } catch {
    return false
  }
}

/** Another tab has set the lock, or locked. */
export function onLockWritten(listener: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => key === lockKey && newValue !== null && listener())
}
