import { useMediaQuery } from '@mantine/hooks'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'

/** What Chromium fires when the page may be installed; not in the DOM's types. */
interface BeforeInstallPrompt extends Event {
  prompt(): Promise<unknown>
}

export interface InstallWatch {
  current(): BeforeInstallPrompt | undefined
  subscribe(listener: () => void): () => void
}

/** Call it before anything slow: the browser makes its offer once, and early. */
export function watchInstallPrompt(target: Window): InstallWatch {
  const listeners = new Set<() => void>()
  let offered: BeforeInstallPrompt | undefined
  const set = (next: BeforeInstallPrompt | undefined) => {
    offered = next
    for (const listener of listeners) listener()
  }
  target.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    set(event as BeforeInstallPrompt)
  })
  target.addEventListener('appinstalled', () => set(undefined))
  return {
    current: () => offered,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const InstallContext = createContext<InstallWatch>({ current: () => undefined, subscribe: () => () => {} })

export function InstallProvider({ watch, children }: { watch: InstallWatch; children: ReactNode }) {
  return <InstallContext value={watch}>{children}</InstallContext>
}

/** `offer` asks the browser to install; absent where it does not let a page ask. */
export function useInstallPrompt(): { isInstalled: boolean; offer: (() => Promise<void>) | undefined } {
  const watch = useContext(InstallContext)
  const event = useSyncExternalStore(watch.subscribe, watch.current)
  const isInstalled = useMediaQuery('(display-mode: standalone)', false, { getInitialValueInEffect: false })
  const offer = event && (() => event.prompt().then(() => undefined))
  return { isInstalled, offer }
}
