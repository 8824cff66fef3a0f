import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import type { AskableAgent } from '#shared/protocol/rest-agents.ts'
import { useWorkspace } from '#client/replica/index.ts'
import type { Answer } from '../../answers.ts'
import { useAnswer } from '../../use-answer.tsx'

/** Who is asked. `agent`: of the organisation, by its id; absent: the one that every organisation has. */
export type PanelEngine =
  | { readonly kind: 'device' }
  | { readonly kind: 'agent'; readonly agent?: string | undefined; readonly name?: string | undefined }

export interface EngineChoiceState {
  readonly engine: PanelEngine
  readonly agents: readonly AskableAgent[]
  /** `device`, '' for the built-in agent, or the id of another. */
  choose(value: string): void
}

const nobody: readonly AskableAgent[] = []
const usual: AskableAgent = { id: 'builtin', name: '', isBuiltin: true }

/**
 * As it was chosen last on this device; which agent, by workspace. Without the server a question waits for whom it was chosen. Not for a
 * workspace that is nowhere else: there is nobody to choose, and nothing is asked.
 */
export function useEngineChoice(): EngineChoiceState {
  const { id } = useWorkspace()
  const answer = useAnswer<{ items: readonly AskableAgent[] }>(`workspaces/${id}/agents`)
  const [kind, setKind] = useLocalStorage<PanelEngine['kind']>({
    key: 'nexus-assistant-engine',
    defaultValue: 'device',
    getInitialValueInEffect: false,
  })
  const [agent, setAgent] = useLocalStorage<{ id: string; name: string } | null>({
    key: `nexus-assistant-agent-${id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const kept = useMemo(() => (agent ? [usual, { ...agent, isBuiltin: false }] : [usual]), [agent])
  const agents = answer.status === 'ready' ? answer.value.items : isRefused(answer) ? nobody : kept
  const choose = (value: string) => {
    setKind(value === 'device' ? 'device' : 'agent')
    if (value === 'device') return
    const found = agents.find((each) => each.id === value)
    setAgent(found ? { id: found.id, name: found.name } : null)
  }
  const engine = kind === 'device' ? onDevice : chosen(agents, agent?.id)
  return { engine, agents, choose }
}

const onDevice = { kind: 'device' } as const

/** Whoever may not be asked any more is not asked in silence: then the built-in one is shown, or the device. */
function chosen(agents: readonly AskableAgent[], wanted: string | undefined): PanelEngine {
  const own = agents.find(({ id, isBuiltin }) => id === wanted && !isBuiltin)
  if (own) return { kind: 'agent', agent: own.id, name: own.name }
  return agents.some(({ isBuiltin }) => isBuiltin) ? { kind: 'agent' } : onDevice
}

/** The server knows of no such workspace for this person. Whoever is signed out or offline does not know who is there. */
function isRefused(answer: Answer<unknown>): boolean {
  return answer.status === 'failed' && answer.refusal.reason === 'no-access'
}
