import { parentPort } from 'node:worker_threads'
import type { WorkspaceId } from '#shared/kit/ids.ts'
import { decodeCommit } from './commit-journal.ts'
import { openFile, type Sqlite } from './open-database.ts'
import { openLogStore } from './sqlite-log-store.ts'
import type { SortAnswer, SortRequest } from './sorter.ts'

/** The thread of sorter.ts: puts commits of journals into the tables, so that neither that nor checkpoints hold up the event loop. */
const port = parentPort
if (!port) throw new Error('bug: this file is a worker')

/** Of organisations that are written to now; the others are closed again. */
const maxOpen = 32

interface Open {
  readonly database: Sqlite
  move(request: SortRequest): ReadonlyMap<WorkspaceId, number>
}

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
    return { id: request.id, heads: find(request.file).move(request) }
  } catch (error) {
    // What the connection remembers of names may be of a transaction that was rolled back.
    close(request.file)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { id: request.id, code, message: error instanceof Error ? error.message : String(error) }
  }
}

function find(file: string): Open {
  const found = opened.get(file) ?? open(file)
  opened.delete(file)
  opened.set(file, found)
  const [oldest] = opened.keys()
  if (opened.size > maxOpen && oldest !== undefined) close(oldest)
  return found
}

function open(file: string): Open {
  const database = openFile(file)
  // Not synced commit by commit: until it is, the journal holds the same.
  database.pragma('synchronous = NORMAL')
  const tables = openLogStore(database)
  const note = database.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('journal', ?)")
  const move = database.transaction(({ commits, upTo }: SortRequest) => {
    const entries = commits.flatMap((payload) => decodeCommit(payload))
    const appended = tables.appendNow(entries)
    note.run(String(upTo))
    return new Map(entries.map(({ workspace }, index) => [workspace, appended[index]?.seq ?? 0]))
  }).immediate
  return { database, move }
}

function close(file: string): void {
  opened.get(file)?.database.close()
  opened.delete(file)
}
