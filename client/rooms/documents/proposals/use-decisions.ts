import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'

export interface Decisions {
  readonly isBusy: boolean
  accept(ids: readonly ReplicaId[]): Promise<void>
  reject(ids: readonly ReplicaId[]): Promise<void>
}

/** All that is decided at once is one step of undo. Says what became of it, and how many are left of `count`. */
export function useDecisions(count: number): Decisions {
  const t = useText('proposals')
  const engine = useEngine()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    const decideAll = async (run: Engine['run']) => {
      let made = 0
      for (const id of ids) if ((await run(decisions[answer], { id })).ok) made += 1
      return made
    }
    const outcome = await engine.batch(decideAll, { undoLabel: t(`${answer}Step`, { count: ids.length }) })
    setBusy(false)
    const made = outcome.ok ? outcome.value : 0
    if (made === 0) return announce(t('failed', { count: ids.length }), { tone: 'problem' })
    const left = t('left', { count: Math.max(0, count - made) })
    const missed = made < ids.length ? [t('failed', { count: ids.length - made })] : []
    const said = [t(answer === 'accept' ? 'accepted' : 'rejected'), ...missed, left]
    announce(said.join(' '), { undo: true })
  }
  return { isBusy, accept: (ids) => decide(ids, 'accept'), reject: (ids) => decide(ids, 'reject') }
}
