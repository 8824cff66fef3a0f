import { parentPort } from 'node:worker_threads'
import { lastMessage } from './asking-thread.ts'
import { type AppendMethods, openAppend } from './log-append.ts'
import { openLogNames } from './log-names.ts'
import { openSnapshotStore } from './log-snapshots.ts'
import { openFile, type Sqlite } from './open-database.ts'
import { answerQuietly } from './quiet-reads.ts'
import { replicaMethods } from './sqlite-log-store.ts'
import type { ThreadAnswer, ThreadRequest } from './sorter.ts'

/** The thread of sorter.ts: puts commits of journals into the tables, so that neither that nor checkpoints nor long reads hold up the event loop. */
const port = parentPort
if (!port) throw new Error('bug: this file is a worker')

interface Open {
  readonly database: Sqlite
  readonly append: Pick<AppendMethods, 'sortNow'>
  readonly reads: Parameters<typeof answerQuietly>[0]
}

/** Of organisations whose files are open in the other thread too, which says when one of them is closed. */
const opened = new Map<string, Open>()

port.on('message', (request: ThreadRequest | typeof lastMessage) => {
  if (request === lastMessage) {
    for (const file of opened.keys()) close(file)
    return port.close()
  }
  void answerTo(request).then((answer) => port.postMessage(answer))
})

async function answerTo(request: ThreadRequest): Promise<ThreadAnswer> {
  const { id } = request
  if ('close' in request) {
    close(request.close)
    return { id, value: undefined }
  }
  try {
    const { append, reads } = find(request.file)
    return { id, value: 'question' in request ? await answerQuietly(reads, request.question) : append.sortNow(request) }
  } catch (error) {
    // What the connection remembers of names may be of a transaction that was rolled back.
    close(request.file)
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { id, code, message: error instanceof Error ? error.message : String(error) }
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
  const names = openLogNames(database)
  const reads = { ...replicaMethods(database, names), ...openSnapshotStore(database, names) }
  return { database, append: openAppend(database, names), reads }
}

function close(file: string): void {
  opened.get(file)?.database.close()
  opened.delete(file)
}
