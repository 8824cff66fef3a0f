import { createContext, type ReactNode, useContext } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ActivityPage } from '#shared/protocol/rest-activity.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { AnswersProvider, useAnswer } from '../use-answer.tsx'
import type { Entry } from './entries.ts'

const ActsContext = createContext<ActivityPage | undefined>(undefined)

/** Around the history of a thing: what agents had to do with it, as far as the server can be asked. */
export function AgentsOf({ of, children }: { of: ReplicaId; children: ReactNode }) {
  const { isLocal } = useWorkspace()
  if (isLocal) return children
  return (
    <AnswersProvider>
      <Asked of={of}>{children}</Asked>
    </AnswersProvider>
  )
}

function Asked({ of, children }: { of: ReplicaId; children: ReactNode }) {
  const { id } = useWorkspace()
  const answer = useAnswer<ActivityPage>(`workspaces/${id}/activity?assistant=true&limit=100&thing=${of}`)
  return <ActsContext value={answer.status === 'ready' ? answer.value : undefined}>{children}</ActsContext>
}

export interface AgentPart {
  readonly agent: string | undefined
  readonly requester: string
  readonly accepter: string | undefined
}

/** Clocks to the second are compared with clocks to the millisecond. */
const roundingMs = 1_000

/** What agents had to do with a version: what they did or somebody accepted while it was written, by one of its writers. */
export function useAgentsIn(
  { from, to, authors }: Pick<Entry, 'from' | 'to' | 'authors'>,
  nameOf: NameOf,
): readonly AgentPart[] {
  const page = useContext(ActsContext)
  if (!page || to === undefined) return []
  const isWithin = (at: number | undefined) =>
    at !== undefined && at >= (from ?? to) - roundingMs && at <= to + roundingMs
  const found = page.items.flatMap(({ by, assistant, from: begin, to: end }) => {
    const isThen = isWithin(begin) || isWithin(end) || isWithin(assistant?.acceptedAt)
    if (!assistant || !isThen || !authors.includes(by)) return []
    const { agent, requester, acceptedBy } = assistant
    const name = (principal: typeof by) => page.names[principal] ?? nameOf(principal)
    return [{ agent: page.names[agent], requester: name(requester), accepter: acceptedBy && name(acceptedBy) }]
  })
  const same = new Map(found.map((part) => [JSON.stringify(part), part]))
  return [...same.values()]
}

type NameOf = (principal: Entry['authors'][number]) => string
