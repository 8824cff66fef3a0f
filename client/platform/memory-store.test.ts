import { MemoryDisk, openMemoryStore } from './memory-store.ts'
import { describeStore } from './testing/store-suite.ts'

let disk = new MemoryDisk()
describeStore('memory', {
  open: async () => openMemoryStore(disk),
  reset: async () => {
    disk = new MemoryDisk()
  },
})
