import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'

/** One exchange as it is kept: the words of the person alone. Replies are made from what may be read now. */
export interface KeptTurn {
  readonly text: string
  readonly at: number
  /** It was asked of an agent: where it stands. */
  readonly asked?: Asked | undefined
}

export interface Asked {
  readonly conversation: ReplicaId
  readonly question: string
  /** Who was asked; absent: the built-in agent. */
  readonly agent?: string | undefined
}

/** Where the turns of a panel are kept. What an agent is asked is a record, of which only the place is kept here. */
export interface ConversationStore {
  read(): readonly KeptTurn[]
  write(turns: readonly KeptTurn[]): void
}

const maxTurns = 300
/** Of all of them: what a tab may keep is bounded by its browser, and what does not fit would be lost as a whole. */
const maxLetters = 500_000

/** As long as the tab is open; a reload keeps it. A browser that keeps nothing loses it then, and nothing else. */
export function tabConversation(workspace: string, storage: Pick<Storage, 'getItem' | 'setItem'>): ConversationStore {
  const key = `nexus.assistant.${workspace}`
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
        return Array.isArray(kept) ? kept.filter(isTurn) : []
      } catch {
        return []
      }
    },
    write(turns) {
      try {
        storage.setItem(key, JSON.stringify(newest(turns).map(({ text, at, asked }) => ({ text, at, asked }))))
      } catch {
        // Full or forbidden: the conversation lives on in the panel.
      }
    },
  }
}

function newest(turns: readonly KeptTurn[]): readonly KeptTurn[] {
  let letters = 0
  const tooOld = turns.findLastIndex(
    ({ text }, at) => at < turns.length - maxTurns || (letters += text.length) > maxLetters,
  )
  return turns.slice(tooOld + 1)
}

function isTurn(value: unknown): value is KeptTurn {
  return (
    typeof value === 'object' &&
    value !== null &&
    'text' in value &&
    typeof value.text === 'string' &&
    'at' in value &&
    typeof value.at === 'number' &&
    (!('asked' in value) || isAsked(value.asked))
  )
}

function isAsked(value: unknown): value is Asked {
  const { conversation, question, agent } = (value ?? {}) as Partial<Record<keyof Asked, unknown>>
  return isReplicaId(conversation) && typeof question === 'string' && ['string', 'undefined'].includes(typeof agent)
}
