import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { proposalType } from '#shared/rooms/assistant/index.ts'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'

export interface Decisions {
  readonly isBusy: boolean
  accept(ids: readonly ReplicaId[]): Promise<void>
  reject(ids: readonly ReplicaId[]): Promise<void>
}

/** All of one job that is decided at once is one step of undo: what is stored together is told as the work of one. Says what became of it, and how many are left of `count`. */
export function useDecisions(count: number): Decisions {
  const t = useText('proposals')
  const engine = useEngine()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    const rows = engine.rows()
    const jobs = [...Map.groupBy(ids, (id) => rows.get(proposalType, id)?.value.job).values()]
    let made = 0
    for (const own of jobs) {
      const undoLabel = t(`${answer}Step`, { count: own.length })
      const outcome = await engine.batch((run) => decideAll(run, own, answer), { undoLabel })
      if (outcome.ok) made += outcome.value
    }
    setBusy(false)
    if (made === 0) return announce(t('failed', { count: ids.length }), { tone: 'problem' })
    const left = t('left', { count: Math.max(0, count - made) })
    const missed = made < ids.length ? [t('failed', { count: ids.length - made })] : []
    const said = [t(answer === 'accept' ? 'accepted' : 'rejected'), ...missed, left]
    announce(said.join(' '), { undo: jobs.length === 1 })
  }
  return { isBusy, accept: (ids) => decide(ids, 'accept'), reject: (ids) => decide(ids, 'reject') }
}

/** How many went through. */
async function decideAll(run: Engine['run'], ids: readonly ReplicaId[], answer: 'accept' | 'reject'): Promise<number> {
  let made = 0
  for (const id of ids) if ((await run(decisions[answer], { id })).ok) made += 1
  return made
}
