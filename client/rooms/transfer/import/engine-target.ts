import type { Engine } from '#client/replica/index.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { holdsNothing, importedThings, type ImportTarget, writerOver } from '#shared/rooms/documents/markdown/index.ts'
import { openPauses } from '../pauses.ts'

/** An import into the workspace that is open now. */
export function engineTarget(engine: Engine): ImportTarget {
  const existing = importedThings(engine.rows())
  return {
    existing: (key) => existing.get(key),
    isEmpty: async (id) => (await engine.readReplica(documentType, id, holdsNothing)) ?? true,
    batch: (write) => engine.batch((run) => write(writerOver((command, input) => run(command, input)))),
    putBlob: (bytes, mime) => engine.blobs.put(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime })),
    pause: openPauses(),
  }
}
