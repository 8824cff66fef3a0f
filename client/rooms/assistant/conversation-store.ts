/** One exchange as it is kept: the words of the person alone. Replies are made from what may be read now. */
export interface KeptTurn {
  readonly text: string
  readonly at: number
}

/** Where a conversation is kept. Conversations that are records will stand behind the same. */
export interface ConversationStore {
  read(): readonly KeptTurn[]
  write(turns: readonly KeptTurn[]): void
}

const maxTurns = 30

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
        storage.setItem(key, JSON.stringify(turns.slice(-maxTurns).map(({ text, at }) => ({ text, at }))))
      } catch {
        // Full or forbidden: the conversation lives on in the panel.
      }
    },
  }
}

function isTurn(value: unknown): value is KeptTurn {
  return (
    typeof value === 'object' &&
    value !== null &&
    'text' in value &&
    typeof value.text === 'string' &&
    'at' in value &&
    typeof value.at === 'number'
  )
}
