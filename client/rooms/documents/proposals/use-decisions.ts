import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useEngine } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { decideProposals } from '../../decide-proposals.ts'

export interface Decisions {
  readonly isBusy: boolean
  accept(ids: readonly ReplicaId[]): Promise<void>
  reject(ids: readonly ReplicaId[]): Promise<void>
}

/** Says what became of it, and how many are left of `count`. */
export function useDecisions(count: number): Decisions {
  const t = useText('proposals')
  const engine = useEngine()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    const undoLabel = (each: number) => t(`${answer}Step`, { count: each })
    const { made, steps } = await decideProposals(engine, { ids, answer, undoLabel })
    setBusy(false)
    if (made === 0) return announce(t('failed', { count: ids.length }), { tone: 'problem' })
    const left = t('left', { count: Math.max(0, count - made) })
    const missed = made < ids.length ? [t('failed', { count: ids.length - made })] : []
    const said = [t(answer === 'accept' ? 'accepted' : 'rejected'), ...missed, left]
    announce(said.join(' '), { undo: steps === 1 })
  }
  return { isBusy, accept: (ids) => decide(ids, 'accept'), reject: (ids) => decide(ids, 'reject') }
}
