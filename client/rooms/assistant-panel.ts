import type { ReplicaId } from '#shared/kit/ids.ts'

/** The panel of the assistant. Apart from it, so that whoever opens it does not load it. */
export const assistantPanel = 'assistant.panel'

/** What it is opened with. Another object is another question. */
export type PanelGiven = WordsToAsk | AskedElsewhere

/** Words that are asked at once, on this device. */
interface WordsToAsk {
  readonly ask: string
  readonly asked?: undefined
}

/** What an agent has been asked already: the panel shows how it is answered. */
interface AskedElsewhere {
  readonly asked: { readonly conversation: ReplicaId; readonly question: string; readonly text: string }
}
