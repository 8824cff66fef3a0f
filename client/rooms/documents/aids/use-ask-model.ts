import type { ReplicaId } from '#shared/kit/ids.ts'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { useRun } from '#client/replica/index.ts'
import { momentNow } from '#client/rooms/moment.ts'

export interface AboutText {
  readonly document: ReplicaId
  /** What is to be done, in words for a model and for whoever reads the conversation, with the words that it is about (`quoted`). */
  readonly text: string
  /** Where in the document (`placeOf`): it is shown there what becomes of it. */
  readonly place: string
  /** To go on in; without one, and when it is gone, a new one begins. */
  readonly conversation?: ReplicaId | undefined
}

/** Asks an agent about words of a document. A record: also without a network. */
export function useAskModel(): (about: AboutText) => Promise<boolean> {
  const run = useRun()
  return async ({ document, text, place, conversation }) => {
    const { timeZone, weekStartsOn } = momentNow(Date.now())
    // Whoever else wrote the words may have meant them for a model: what comes of it is proposed only.
    const asked = { text: text.slice(0, maxText), timeZone, weekStartsOn, about: [document], place, quotes: true }
    if (conversation) {
      const gone = await run(assistantCommands.ask, { ...asked, conversation }, { quiet: true })
      if (gone.ok) return true
    }
    return (await run(assistantCommands.ask, asked)).ok
  }
}

const maxText = 8_000
const maxPassage = 6_000

/** Of a very long passage both ends: an agent reads the document itself. */
export function quoted(passage: string, max = maxPassage): string {
  const whole =
    passage.length <= max ? passage : `${passage.slice(0, max / 2)}\n[…]\n${passage.slice(-Math.floor(max / 2))}`
  return whole.trim().replaceAll(/^/gm, '> ')
}
