import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { expect, it, vi } from 'vitest'
import { openDexieStore } from './dexie-store.ts'
import { StoreFault } from './store.ts'
import { describeStore } from './testing/store-suite.ts'

describeStore('dexie', {
  open: () => openDexieStore('suite'),
  reset: async () => {
    await Dexie.delete('suite')
  },
})

it('lets go when a newer version wants to upgrade, and says so', async () => {
  const store = await openDexieStore('upgrade')
  const lost = vi.fn<(fault: StoreFault) => void>()
  store.onLost(lost)
  const upgraded = new Promise((resolve, reject) => {
    const request = indexedDB.open('upgrade', 999)
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', reject)
  })
  await upgraded
  expect(lost).toHaveBeenCalledWith(expect.objectContaining({ trouble: 'closed' }))
  await expect(store.write({ settings: { a: 1 } })).rejects.toMatchObject({ trouble: 'closed' })
  await expect(openDexieStore('upgrade')).rejects.toBeInstanceOf(StoreFault)
})

it('lets go when the database is deleted under it, says so, and does not open another of the same name', async () => {
  const store = await openDexieStore('deleted')
  await store.write({ settings: { a: 1 } })
  const lost = vi.fn<(fault: StoreFault) => void>()
  store.onLost(lost)
  await Dexie.delete('deleted')
  expect(lost).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ trouble: 'lost' }))
  await expect(store.write({ settings: { a: 2 } })).rejects.toMatchObject({ trouble: 'lost' })
  await expect(store.load()).rejects.toMatchObject({ trouble: 'lost' })
  const again = await openDexieStore('deleted')
  expect((await again.load()).settings.size).toBe(0)
  again.close()
})

it('tells a full disk from other faults', async () => {
  const store = await openDexieStore('full')
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  await expect(store.write({ settings: { a: 1 } })).rejects.toMatchObject({ trouble: 'full' })
  put.mockRestore()
  await store.write({ settings: { a: 1 } })
  expect((await store.load()).settings.get('a')).toBe(1)
})
