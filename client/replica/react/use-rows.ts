import type { Query, Rows } from '#shared/rooms/room.ts'
import { useEngine, useLive } from './engine-context.tsx'

type Params<P> = P extends void ? [] : [params: P]

/** A live answer over the rows of the current workspace. Renders again only when the answer changed. `params` are plain data. */
export function useQuery<P, Answer>(query: Query<P, Answer>, ...params: Params<P>): Answer {
  const engine = useEngine()
  return useLive(engine.query(query, params[0] as P))
}

/** All rows of the current workspace; another object after each change. For rare screens only: prefer a query. */
export function useRows(): Rows {
  return useLive(useEngine().live.rows)
}
