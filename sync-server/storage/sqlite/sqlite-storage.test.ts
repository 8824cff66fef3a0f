import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { searchSuite } from '../search-suite.ts'
import { storageSuite } from '../storage-suite.ts'
import { tenancySuite } from '../tenancy-suite.ts'
import { openDatabase } from './open-database.ts'
import { openSqliteStorage } from './sqlite-storage.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'nexus-storage-'))

for (const suite of [storageSuite, tenancySuite, searchSuite])
  suite('SQLite', async () => {
    const folder = newFolder()
    return { open: async () => openSqliteStorage(folder), discard: async () => rmSync(folder, { recursive: true }) }
  })

let folder: string
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

it('[ST11] a folder is held by one at a time', async () => {
  const first = openSqliteStorage(folder)
  expect(() => openSqliteStorage(folder)).toThrow(`another Nexus process is using the data folder ${folder}`)
  await first.close()
  await openSqliteStorage(folder).close()
})

it('[ST11] files of a newer version are left alone, those of organisations too', async () => {
  const storage = openSqliteStorage(folder)
  await storage.organisation(`org_${'a'.repeat(26)}` as OrganisationId)
  await storage.close()
  for (const file of ['control.sqlite', `orgs/org_${'a'.repeat(26)}.sqlite`]) {
    const database = new Database(join(folder, file))
    const version = Number(database.pragma('user_version', { simple: true }))
    database.pragma(`user_version = ${version + 1}`)
    expect(() => openSqliteStorage(folder)).toThrow('was written by a newer version of Nexus')
    database.pragma(`user_version = ${version}`)
    database.close()
  }
  await openSqliteStorage(folder).close()
})

it('[ST11] what is no database, and what is no folder, is told in a sentence', () => {
  writeFileSync(join(folder, 'control.sqlite'), 'this is a letter to my aunt, not a database'.repeat(50))
  expect(() => openSqliteStorage(folder)).toThrow('control.sqlite is not a database that Nexus can read')
  expect(() => openSqliteStorage(join(folder, 'control.sqlite'))).toThrow('can not be written')
})

it('every commit is on the disk when it is told: write-ahead log, full synchronisation', () => {
  const full = 2
  const database = openDatabase(join(folder, 'any.sqlite'), [])
  const modes = ['journal_mode', 'synchronous'].map((name) => database.pragma(name, { simple: true }))
  expect(modes).toEqual(['wal', full])
  database.close()
})
