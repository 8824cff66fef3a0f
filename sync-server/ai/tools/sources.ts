import { type RecordQuery, recordQuery } from '#shared/assistant/records/query.ts'
import { isReplicaId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import type { Sources, ToolAnswer, ToolCall } from '../contract.ts'
import { recordsTool } from './read-tools.ts'

const maxThings = 40
const maxQueries = 6
const maxQueryChars = 4_000

/** What the tools of a job have told its engine of, also before somebody else took it over. */
export interface SourceBook extends Sources {
  note(call: ToolCall, answered: ToolAnswer): void
}

export function openSourceBook(): SourceBook {
  const things = new Set<ReplicaId>()
  const queries = new Map<string, RecordQuery>()
  return {
    note: ({ name, input }, { ok, text }) => {
      if (!ok) return
      for (const id of thingsIn(text)) things.add(id)
      const query = name === recordsTool ? recordQuery.safeParse(input) : undefined
      if (query?.success) queries.set(JSON.stringify(query.data), query.data)
    },
    get things() {
      return [...things]
    },
    get queries() {
      return [...queries.values()]
    },
  }
}

/** The ids that stand as ids in what a tool has answered: quotation marks in what people wrote are escaped there, so no text looks like one. */
function thingsIn(answered: string): readonly ReplicaId[] {
  const found = answered.matchAll(/"(?:id|answer)":"([a-z]+_[0-9a-z]+)"/g)
  return [...found].flatMap(([, id]) => (isReplicaId(id) && !privateTypes.has(typeOf(id)) ? [id] : []))
}

/** As a question keeps it: what the answer names comes first, and there is an end. */
export function sourceFields({ things, queries }: Sources, answer: string): { sources: string; queries: string } {
  const isCited = (id: ReplicaId) => answer.includes(id)
  const ordered = [...things.filter(isCited), ...things.filter((id) => !isCited(id))]
  const kept = queries.slice(-maxQueries)
  while (JSON.stringify(kept).length > maxQueryChars) kept.shift()
  return { sources: ordered.slice(0, maxThings).join(' '), queries: kept.length > 0 ? JSON.stringify(kept) : '' }
}
