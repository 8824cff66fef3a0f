import type { Engine } from '#client/replica/index.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { holdsNothing, importedThings, type ImportTarget, writerOver } from '#shared/rooms/documents/markdown/index.ts'
import { openPauses } from '../pauses.ts'

/** The reason of an import that a change of workspace has ended. */
export const otherWorkspace = 'other-workspace'

/** An import into the workspace that is open now. */
export function engineTarget(engine: Engine): ImportTarget {
  const workspace = engine.workspace().id
  // The engine writes where the person is: after a change of workspace nothing more of this import may be written.
  const isElsewhere = () => engine.workspace().id !== workspace
  const existing = importedThings(engine.rows())
  return {
    existing: (key) => existing.get(key),
    isEmpty: async (id) => (await engine.readReplica(documentType, id, holdsNothing)) ?? true,
    batch: async (write) => {
      const outcome = await engine.batch(async (run) =>
        isElsewhere() ? undefined : { answer: await write(writerOver((command, input) => run(command, input))) },
      )
      if (!outcome.ok) return outcome
      return outcome.value ? done(outcome.value.answer) : refused(otherWorkspace)
    },
    putBlob: async (bytes, mime) => {
      if (isElsewhere()) return refused(otherWorkspace)
      return engine.blobs.put(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }))
    },
    pause: openPauses(),
  }
}
