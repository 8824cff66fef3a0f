import type { AskableAgent } from '#shared/protocol/rest-agents.ts'
import type { Question } from '#shared/rooms/assistant/index.ts'

export interface WhoAnswers {
  readonly kind: 'builtin' | 'agent' | 'unknown'
  /** '': not known here. */
  readonly name: string
}

/** The agent that is asked, which is the one that answers. `agents`: those that one may ask now; others are not known by name. */
export function whoAnswers({ agent }: Pick<Question, 'agent'>, agents: readonly AskableAgent[]): WhoAnswers {
  const found = agents.find(({ id, isBuiltin }) => (agent === '' ? isBuiltin : id === agent))
  if (agent === '' || found?.isBuiltin) return { kind: 'builtin', name: found?.name ?? '' }
  return found ? { kind: 'agent', name: found.name } : { kind: 'unknown', name: '' }
}
