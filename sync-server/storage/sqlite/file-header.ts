import { closeSync, fdatasyncSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { StorageFault } from '../storage-fault.ts'
import { openFile, schemaOf } from './open-database.ts'

const magic = 'SQLite format 3\0'
/** Of the file format: `user_version`, four bytes, big-endian. */
const versionAt = 60

/**
 * The schema of a database file, without opening it where that can be: with thousands of organisations the opening is most of a start. 0:
 * it is not there, or nothing has been made in it. Throws a StorageFault for what is no database.
 */
export function schemaOfFile(file: string): number {
  // The head of the file may be in the log.
  if (bytesOf(`${file}-wal`) > 0) return schemaByOpening(file)
  if (bytesOf(file) === 0) return 0
  const head = new Uint8Array(100)
  const opened = openSync(file, 'r')
  try {
    readSync(opened, head)
  } finally {
    closeSync(opened)
  }
  if (Buffer.from(head.subarray(0, magic.length)).toString('latin1') !== magic)
    throw new StorageFault('damaged', basename(file))
  return new DataView(head.buffer).getUint32(versionAt)
}

/**
 * What an earlier process has written to the log of a database, and may not have synced: the journal takes what is in the tables for safe
 * and writes over its own records of it.
 */
export function syncLog(file: string): void {
  if (bytesOf(`${file}-wal`) === 0) return
  const opened = openSync(`${file}-wal`, 'r')
  try {
    fdatasyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

function schemaByOpening(file: string): number {
  const database = openFile(file)
  try {
    return schemaOf(database)
  } finally {
    database.close()
  }
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
