import { parentPort } from 'node:worker_threads'
import { type AppendMethods, openAppend } from './log-append.ts'
import { openLogNames } from './log-names.ts'
import { openFile, type Sqlite } from './open-database.ts'
import type { SortAnswer, SortRequest } from './sorter.ts'

/** The thread of sorter.ts: puts commits of journals into the tables, so that neither that nor checkpoints hold up the event loop. */
const port = parentPort
if (!port) throw new Error('bug: this file is a worker')

interface Open {
  readonly database: Sqlite
  readonly tables: Pick<AppendMethods, 'sortNow'>
}

/** Of organisations whose files are open in the other thread too, which says when one of them is closed. */
const opened = new Map<string, Open>()

type Message = SortRequest | { readonly close: string; readonly id: number } | { readonly end: true }

port.on('message', (request: Message) => {
  if ('close' in request) {
    close(request.close)
    return port.postMessage({ id: request.id, heads: new Map() } satisfies SortAnswer)
  }
  if ('end' in request) {
    for (const file of opened.keys()) close(file)
    return port.close()
  }
  port.postMessage(answerTo(request))
})

function answerTo(request: SortRequest): SortAnswer {
  try {
    return { id: request.id, heads: find(request.file).tables.sortNow(request) }
  } catch (error) {
    // What the connection remembers of names may be of a transaction that was rolled back.
    close(request.file)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { id: request.id, code, message: error instanceof Error ? error.message : String(error) }
  }
}

function find(file: string): Open {
  const found = opened.get(file) ?? open(file)
  opened.set(file, found)
  return found
}

function open(file: string): Open {
  const database = openFile(file)
  // Not synced commit by commit: until it is, the journal holds the same.
  database.pragma('synchronous = NORMAL')
  return { database, tables: openAppend(database, openLogNames(database)) }
}

function close(file: string): void {
  opened.get(file)?.database.close()
  opened.delete(file)
}
