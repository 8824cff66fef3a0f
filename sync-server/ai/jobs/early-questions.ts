import { type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import { conversationType } from '#shared/rooms/assistant/index.ts'
import type { Log } from '#server/log/log.ts'
import { type QuestionPorts, readConversation } from './questions.ts'

interface EarlyPorts {
  readonly log: Log
  report(fault: unknown): void
}

/**
 * Reads a conversation at once when somebody has written in it: the reader of the log comes a second later, which is long for who waits
 * for an answer. What this one misses, that one finds.
 */
export function openEarlyReader(ports: QuestionPorts, { log, report }: EarlyPorts) {
  const underway = new Set<Promise<void>>()
  let isClosed = false
  const read = async (workspace: WorkspaceId, replica: ReplicaId) => {
    const stored = await log.ofReplica(workspace, replica)
    if (stored && !isClosed) await readConversation(ports, { workspace, replica, chunks: stored.chunks })
  }
  const stopListening = log.onCommitted(({ workspace, changes }) => {
    const asked = changes.filter(
      ({ replica, author }) => typeOf(replica) === conversationType.name && !author.startsWith('agent:'),
    )
    for (const replica of new Set(asked.map((change) => change.replica))) {
      const reading: Promise<void> = read(workspace, replica)
        .catch(report)
        .finally(() => underway.delete(reading))
      underway.add(reading)
    }
  })
  return {
    settled: async () => {
      await Promise.all(underway)
    },
    close: async () => {
      isClosed = true
      stopListening()
      await Promise.all(underway)
    },
  }
}
