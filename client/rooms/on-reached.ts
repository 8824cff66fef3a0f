import type { Engine } from '#client/replica/index.ts'

/**
 * Tells when the server can be asked again, and when it has taken what this device did. A workspace that is on this device alone has no
 * connection that would know; then the browser says that there is a network.
 */
export function onReached({ live }: Engine, listener: () => void): () => void {
  let before = live.sync.get().state
  const stop = live.sync.subscribe(() => {
    const { state } = live.sync.get()
    if (state === 'synced' && before !== state) listener()
    before = state
  })
  globalThis.addEventListener('online', listener)
  return () => {
    stop()
    globalThis.removeEventListener('online', listener)
  }
}
