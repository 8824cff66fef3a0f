export interface UpdateReady {
  /** Switches to the new version and reloads every open tab of this app. Call it when nothing is unsaved. */
  apply(): void
}

export interface ServiceWorkerLink {
  /** Asks the server for a newer version; quiet when offline. */
  checkForUpdate(): Promise<void>
  close(): void
}

export interface ServiceWorkerOptions {
  /** A new version is stored on this device and waits for the person's word. May be called again for a later one. */
  onUpdateReady: (update: UpdateReady) => void
  /** The first visit is stored: from here on the app starts without a network. */
  onOfflineReady?: () => void
}

const closedLink: ServiceWorkerLink = { checkForUpdate: async () => {}, close: () => {} }

/**
 * Registers the service worker. In development there is none, and browsers without support (or a page that is not on
 * https or localhost) get a link that does nothing: the app then needs its server to start.
 */
export async function registerServiceWorker(options: ServiceWorkerOptions): Promise<ServiceWorkerLink> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return closedLink
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => undefined)
  if (!registration) return closedLink
  return watchRegistration(registration, options)
}

function watchRegistration(registration: ServiceWorkerRegistration, options: ServiceWorkerOptions): ServiceWorkerLink {
  const closing = new AbortController()
  const { signal } = closing
  // The first worker claims the page too; only a change of hands from one worker to another means new code.
  const firstVisit = navigator.serviceWorker.controller === null
  let owned = !firstVisit

  const settle = (worker: ServiceWorker) => {
    if (worker.state === 'installed' && navigator.serviceWorker.controller) options.onUpdateReady(updateOf(worker))
    if (worker.state === 'activated') {
      if (firstVisit) options.onOfflineReady?.()
      storeHeavyWhenIdle(worker)
    }
  }
  // `installing` and `updatefound` can both show the same worker.
  const followed = new WeakSet<ServiceWorker>()
  const follow = (worker: ServiceWorker | null) => {
    if (!worker || followed.has(worker)) return
    followed.add(worker)
    settle(worker)
    worker.addEventListener('statechange', () => settle(worker), { signal })
  }

  follow(registration.waiting)
  follow(registration.installing)
  if (!registration.installing && registration.active?.state === 'activated') storeHeavyWhenIdle(registration.active)
  registration.addEventListener('updatefound', () => follow(registration.installing), { signal })
  // What a lost network interrupted goes on where it stopped.
  window.addEventListener('online', () => registration.active && storeHeavyWhenIdle(registration.active), { signal })
  navigator.serviceWorker.addEventListener(
    'controllerchange',
    () => {
      if (owned) location.reload()
      owned = true
    },
    { signal },
  )

  return {
    checkForUpdate: () => registration.update().then(ignore, ignore),
    close: () => closing.abort(),
  }
}

function updateOf(worker: ServiceWorker): UpdateReady {
  return { apply: () => worker.postMessage({ type: 'SKIP_WAITING' }) }
}

/** Whiteboards are too large for the first visit; they follow when the page rests, unless data is metered. */
function storeHeavyWhenIdle(worker: ServiceWorker): void {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
  if (connection?.saveData) return
  const store = () => worker.postMessage({ type: 'STORE_HEAVY' })
  if ('requestIdleCallback' in globalThis) requestIdleCallback(store, { timeout: 20_000 })
  else store()
}

function ignore(): void {}
