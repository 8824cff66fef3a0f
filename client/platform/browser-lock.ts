import { keepsakesIn } from './browser-edges.ts'
import { DeviceLock } from './device-lock.ts'
import { isLockKept, lockKey, onLockWritten } from './lock-note.ts'

const lookEveryMs = 15_000

/** false: the browser computes nothing secret here, since the page did not come by https. */
export function canLock(): boolean {
  return globalThis.crypto?.subtle !== undefined && 'locks' in navigator
}

export function openDeviceLock(): DeviceLock {
  return new DeviceLock({
    clock: { now: () => Date.now() },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    notes: keepsakesIn(() => localStorage),
    tab: keepsakesIn(() => sessionStorage),
    hold: (name) =>
      new Promise((resolve) => {
        void navigator.locks.request(name, { mode: 'shared' }, () => {
          resolve()
          // Until the tab ends.
          return new Promise(() => {})
        })
      }),
    isHeld: async (name) => (await navigator.locks.query()).held?.some((each) => each.name === name) ?? false,
    keep: (note) =>
      note === undefined ? erased(lockKey) : withKept((kept) => kept.put(note, 'note')).then(() => undefined),
    kept: async () => ((await isLockKept()) ? withKept<string | undefined>((kept) => kept.get('note')) : undefined),
    derive,
  })
}

/** In a database of its own, whose name says that there is a lock. */
async function withKept<Answer>(act: (kept: IDBObjectStore) => IDBRequest<Answer>): Promise<Answer> {
  const opening = indexedDB.open(lockKey, 1)
  opening.onupgradeneeded = () => void opening.result.createObjectStore('kept')
  const database = await answerTo(opening)
  try {
    const transaction = database.transaction('kept', 'readwrite', { durability: 'strict' })
    const request = act(transaction.objectStore('kept'))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('The browser did not keep the lock.'))
    })
    return request.result
  } finally {
    database.close()
  }
}

function answerTo<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser does not answer.'))
  })
}

async function erased(name: string): Promise<void> {
  await answerTo(indexedDB.deleteDatabase(name))
}

async function derive(pin: string, salt: string, rounds: number): Promise<string> {
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(pin.normalize('NFC')), 'PBKDF2', false, [
    'deriveBits',
  ])
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(salt), iterations: rounds },
    key,
    256,
  )
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Closes this tab's app when it is locked here, in another tab, or because nobody has done anything. What is typed is stored as the page goes. */
export function watchLock(lock: DeviceLock): void {
  const look = async () => {
    if (lock.isIdle()) await lock.lock()
    if (await lock.isOpen()) await lock.enter()
    else location.reload()
  }
  const lookIfIdle = () => void (lock.isIdle() && look())
  for (const event of ['pointerdown', 'keydown', 'wheel'])
    window.addEventListener(event, () => lock.noteActivity(), { capture: true, passive: true })
  document.addEventListener('visibilitychange', lookIfIdle)
  window.addEventListener('pagehide', () => lock.leave())
  setInterval(lookIfIdle, lookEveryMs)
  onLockWritten(() => void look())
}

/** Calls back when the person looks at the page again: it may have been opened in another tab meanwhile. */
export function onLookedAt(listener: () => void): () => void {
  const seen = () => void (document.visibilityState === 'visible' && listener())
  document.addEventListener('visibilitychange', seen)
  return () => document.removeEventListener('visibilitychange', seen)
}

/** Everything that the app has stored in this browser; only the app itself stays. */
export async function eraseDevice(): Promise<void> {
  const databases = (await indexedDB.databases?.()) ?? []
  await Promise.all(databases.map(({ name = '' }) => erased(name)))
  sessionStorage.clear()
  localStorage.clear()
}
