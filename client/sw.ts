import { clientsClaim } from 'workbox-core'
import type { PrecacheEntry } from 'workbox-precaching'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] }

const heavyCache = 'nexus-heavy'
const serverPaths = [/^\/api(\/|$)/, /^\/sync(\/|$)/, /^\/y(\/|$)/, /^\/blobs(\/|$)/, /^\/share(\/|$)/]

const built = self.__WB_MANIFEST.map((entry) => (typeof entry === 'string' ? { url: entry, revision: null } : entry))
const heavy = built.filter(isHeavy).map((entry) => new URL(entry.url, self.location.origin).href)
// Scripts first: with them a whiteboard opens, even if some of its icons and languages are still to come.
heavy.sort((a, b) => Number(b.endsWith('.js')) - Number(a.endsWith('.js')))

// Everything but the heavy rooms is stored at the first visit, so that the next start needs no network.
precacheAndRoute(built.filter((entry) => !isHeavy(entry)))
cleanupOutdatedCaches()
clientsClaim()

registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: serverPaths }))

// Their names carry a hash of their content, so a stored answer is never out of date.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/heavy/'),
  new CacheFirst({ cacheName: heavyCache }),
)

/** Every tab asks; one round serves them all. */
let storing: Promise<void> | undefined

self.addEventListener('message', (event) => {
  const kind: unknown = (event.data as { type?: unknown } | null)?.type
  if (kind === 'SKIP_WAITING') event.waitUntil(self.skipWaiting())
  if (kind === 'STORE_HEAVY') event.waitUntil((storing ??= storeHeavy().finally(() => (storing = undefined))))
})

self.addEventListener('activate', (event) => event.waitUntil(dropOldHeavy()))

/** One at a time: this runs beside a person's own traffic and may be cut off at any moment without harm. */
async function storeHeavy(): Promise<void> {
  const cache = await caches.open(heavyCache)
  const held = new Set((await cache.keys()).map((request) => request.url))
  for (const url of heavy) {
    if (!held.has(url)) await cache.add(url)
  }
}

async function dropOldHeavy(): Promise<void> {
  const cache = await caches.open(heavyCache)
  const current = new Set(heavy)
  const old = (await cache.keys()).filter((request) => !current.has(request.url))
  await Promise.all(old.map((request) => cache.delete(request)))
}

function isHeavy(entry: PrecacheEntry): boolean {
  return entry.url.startsWith('assets/heavy/')
}
