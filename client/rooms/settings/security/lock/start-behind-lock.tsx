import type { Root } from 'react-dom/client'
import { onLookedAt, openDeviceLock, watchLock } from '#client/platform/browser-lock.ts'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import type { Messages } from '#client/ui/i18n.tsx'
import { LockScreen } from './lock-screen.tsx'

export interface LockedStart {
  readonly root: Pick<Root, 'render'>
  readonly messages: Messages
  /** Opens what is stored, and the app. */
  start(): void
}

/** A device with a lock: nothing of it is opened before the PIN, or beside a tab that is open. */
export async function startBehindLock({ root, messages, start }: LockedStart): Promise<void> {
  const lock = openDeviceLock()
  await lock.restore()
  let isEntered = false
  const enter = async () => {
    if (isEntered) return
    isEntered = true
    stop()
    await lock.enter()
    watchLock(lock)
    start()
  }
  const enterIfOpen = async () => {
    const isOpen = await lock.isOpen()
    if (isOpen) await enter()
    return isOpen
  }
  const stop = onLookedAt(() => void enterIfOpen())
  if (await enterIfOpen()) return
  root.render(
    <DesignProvider messages={messages}>
      <LockScreen lock={lock} onOpen={() => void enter()} />
    </DesignProvider>,
  )
}

/** Another tab has set a lock, or locked: this one closes with the others. To join twice does no harm. */
export async function joinLock(): Promise<void> {
  const lock = openDeviceLock()
  if (!(await lock.isOpen())) return location.reload()
  await lock.enter()
  watchLock(lock)
}
