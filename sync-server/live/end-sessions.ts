import type { WebSocket } from 'ws'
import { closeCodes } from '#shared/protocol/codes.ts'

const goodbyeMs = 1_000

interface Held {
  readonly session: {
    /** When everything that was taken has been handled. */
    settled(): Promise<void>
    close(code: number): void
  }
}

/** Takes nothing more, waits for what was taken, and says goodbye (SY62). */
export async function endSessions(held: ReadonlyMap<WebSocket, Held>): Promise<void> {
  for (const socket of held.keys()) socket.pause()
  await Promise.all([...held.values()].map(({ session }) => session.settled()))
  const gone = [...held.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  for (const [socket, { session }] of held) {
    session.close(closeCodes.goingAway)
    socket.resume()
  }
  // Who does not answer the goodbye is not waited for.
  await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())])
  for (const socket of held.keys()) socket.terminate()
}
