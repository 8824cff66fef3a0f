import type { Channel, Edges, Http, Keepsakes, Locks, Network, OpenSocket, StorageProbe, Timers } from './ports.ts'

/** The real world of a page. */
export function browserEdges(): Edges {
  return {
    clock: { now: () => Date.now() },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    timers,
    openSocket,
    locks: 'locks' in navigator ? webLocks : aloneLocks,
    channel: openChannel('nexus'),
    probe,
    http,
    network,
    keepsakes: keepsakesIn(() => localStorage),
    forgetNotes,
  }
}

const timers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  breathe: () => new Promise((resolve) => setTimeout(resolve)),
  whenIdle: (run) => {
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(run, 200)
      return () => clearTimeout(timer)
    }
    const request = requestIdleCallback(run, { timeout: 5_000 })
    return () => cancelIdleCallback(request)
  },
}

const openSocket: OpenSocket = (events) => {
  // Fetched while the socket connects. Without it nothing can be read: then this connection has failed, and another is tried later.
  const unfolding = import('#shared/protocol/unfold-frame.ts')
  unfolding.catch(() => socket.close())
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => events.opened())
  socket.addEventListener('message', ({ data }) => {
    void unfolding.then(
      ({ unfolded }) => events.received(frameOf(data, unfolded)),
      () => {},
    )
  })
  socket.addEventListener('close', ({ code, reason }) => {
    // After the frames that came before it.
    const closed = () => events.closed(code, reason)
    void unfolding.then(closed, closed)
  })
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>)
    },
    close: () => socket.close(),
  }
}

/** What can not be unfolded, and a text frame, is malformed: bytes that no decoder takes. */
function frameOf(data: unknown, unfolded: (frame: Uint8Array) => Uint8Array): Uint8Array {
  try {
    return data instanceof ArrayBuffer ? unfolded(new Uint8Array(data)) : new Uint8Array()
  } catch {
    return new Uint8Array()
  }
}

const webLocks: Locks = {
  acquire: (name, held) => {
    const waiting = new AbortController()
    let release = () => {}
    const untilReleased = new Promise<void>((resolve) => (release = resolve))
    const request = navigator.locks.request(name, { signal: waiting.signal }, () => {
      held()
      return untilReleased
    })
    // Aborted while waiting: nobody is interested any more.
    request.catch(() => {})
    return () => {
      release()
      waiting.abort()
    }
  },
}

/** Browsers without Web Locks: every tab connects for itself, which the server and the store both bear. */
const aloneLocks: Locks = {
  acquire: (_name, held) => {
    queueMicrotask(held)
    return () => {}
  },
}

function openChannel(name: string): Channel {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    onMessage: (listener) => {
      const hear = ({ data }: MessageEvent) => listener(data)
      channel.addEventListener('message', hear)
      return () => channel.removeEventListener('message', hear)
    },
    close: () => channel.close(),
  }
}

const probe: StorageProbe = {
  persisted: async () => navigator.storage?.persisted?.().catch(() => undefined),
  persist: async () => navigator.storage?.persist?.().catch(() => undefined),
  usage: async () => {
    const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {}
    return { ...(usage !== undefined && { usedBytes: usage }), ...(quota !== undefined && { quotaBytes: quota }) }
  },
}

const http: Http = async ({ method, path, body, contentType }) => {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: { Accept: 'application/json, */*', ...(contentType && { 'Content-Type': contentType }) },
    ...(body !== undefined && { body: body as BodyInit }),
  }).catch(() => undefined)
  if (!response) return undefined
  return {
    status: response.status,
    contentType: response.headers.get('Content-Type') ?? '',
    text: () => response.text(),
    bytes: async () => new Uint8Array(await response.arrayBuffer()),
  }
}

const network: Network = {
  isOnline: () => navigator.onLine,
  onChange: (listener) => {
    window.addEventListener('online', listener)
    window.addEventListener('offline', listener)
    return () => {
      window.removeEventListener('online', listener)
      window.removeEventListener('offline', listener)
    }
  },
  onLife: (listener) => {
    const seen = () => listener(document.visibilityState === 'visible' ? 'return' : 'hide')
    const leaving = () => listener('leave')
    document.addEventListener('visibilitychange', seen)
    window.addEventListener('pagehide', leaving)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      window.removeEventListener('pagehide', leaving)
    }
  },
}

/** Some private windows refuse even to be asked. */
function quietly<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

function forgetNotes(part: string): void {
  for (const notes of [keepsakesIn(() => localStorage), keepsakesIn(() => sessionStorage)])
    for (const key of notes.keys()) if (key.includes(part)) notes.remove(key)
}

export function keepsakesIn(storage: () => Storage): Keepsakes {
  return {
    put: (key, note) => quietly(() => storage().setItem(key, note)),
    get: (key) => quietly(() => storage().getItem(key)) ?? undefined,
    remove: (key) => quietly(() => storage().removeItem(key)),
    keys: () => quietly(() => Object.keys(storage())) ?? [],
  }
}
