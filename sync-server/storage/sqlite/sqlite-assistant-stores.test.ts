import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assistantSuite } from '../assistant-suite.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

assistantSuite('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-assistant-'))
  return {
    open: async () => openSqliteStorage(folder),
    discard: async () => rmSync(folder, { recursive: true }),
  }
})
