import type { ReplicaId } from '#shared/kit/ids.ts'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { proposalType } from '#shared/rooms/assistant/index.ts'
import type { Engine } from '#client/replica/index.ts'

export interface Decision {
  readonly ids: readonly ReplicaId[]
  readonly answer: 'accept' | 'reject'
  /** Of a step that undoes so many. */
  undoLabel(count: number): string
}

export interface Decided {
  /** How many went through. */
  readonly made: number
  /** How many steps take them back: all of one job are one, for what is stored together is told as the work of one. */
  readonly steps: number
}

/** Accepts or rejects what waits, each by its own command: what can not be done any more goes on waiting. */
export async function decideProposals(engine: Engine, { ids, answer, undoLabel }: Decision): Promise<Decided> {
  const rows = engine.rows()
  const jobs = [...Map.groupBy(ids, (id) => rows.get(proposalType, id)?.value.job).values()]
  let made = 0
  for (const own of jobs) {
    const outcome = await engine.batch((run) => decideAll(run, own, answer), { undoLabel: undoLabel(own.length) })
    if (outcome.ok) made += outcome.value
  }
  return { made, steps: jobs.length }
}

async function decideAll(run: Engine['run'], ids: readonly ReplicaId[], answer: 'accept' | 'reject'): Promise<number> {
  let made = 0
  for (const id of ids) if ((await run(decisions[answer], { id })).ok) made += 1
  return made
}
