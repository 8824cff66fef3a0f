import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'

export interface Decisions {
  readonly isBusy: boolean
  accept(ids: readonly ReplicaId[]): Promise<void>
  reject(ids: readonly ReplicaId[]): Promise<void>
}

/** Each is one step of undo. Says what became of it, and how many are left of `count`. */
export function useDecisions(count: number): Decisions {
  const t = useText('proposals')
  const run = useRun()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    let failed = 0
    for (const id of ids) {
      const outcome = await run(decisions[answer], { id }, { quiet: true, undoLabel: t(`${answer}Step`) })
      if (!outcome.ok) failed += 1
    }
    setBusy(false)
    if (failed > 0) return announce(t('failed'), { tone: 'problem' })
    const left = t('left', { count: Math.max(0, count - ids.length) })
    announce(`${t(answer === 'accept' ? 'accepted' : 'rejected')} ${left}`, { undo: ids.length === 1 })
  }
  return { isBusy, accept: (ids) => decide(ids, 'accept'), reject: (ids) => decide(ids, 'reject') }
}
