import type { ReplicaId } from '#shared/kit/ids.ts'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { useRun } from '#client/replica/index.ts'
import { assistantPanel, type PanelGiven } from '#client/rooms/assistant-panel.ts'
import { momentNow } from '#client/rooms/moment.ts'
import { useOverlay } from '#client/ui/overlays.tsx'

export interface AboutPassage {
  readonly document: ReplicaId
  /** What is to be done with it, in words for a model and for whoever reads the conversation. */
  readonly question: string
  readonly passage: string
}

/** Asks an agent about words of a document, in a conversation of its own that the assistant's panel shows. A record: also without a network. */
export function useAskModel(): (about: AboutPassage) => Promise<void> {
  const run = useRun()
  const { show } = useOverlay<PanelGiven>(assistantPanel)
  return async ({ document, question, passage }) => {
    const text = `${question}\n\n${quoted(passage)}`
    const { timeZone } = momentNow(Date.now())
    // Whoever else wrote the passage may have meant it for a model: what comes of it is proposed only.
    const asked = await run(assistantCommands.ask, { text, timeZone, about: [document], quotes: true })
    if (asked.ok) show({ asked: { ...asked.value, text } })
  }
}

const maxPassage = 6_000

/** Of a very long passage both ends: an agent reads the document itself. */
export function quoted(passage: string): string {
  const whole =
    passage.length <= maxPassage
      ? passage
      : `${passage.slice(0, maxPassage / 2)}\n[…]\n${passage.slice(-maxPassage / 2)}`
  return whole.trim().replaceAll(/^/gm, '> ')
}
