import { useMemo } from 'react'
import { useNow } from 'use-intl'
import type { PrincipalId } from '#shared/kit/ids.ts'
import { usePeople, useWorkspace } from '#client/replica/index.ts'
import type { Asker } from '#shared/assistant/counsel/next-actions.ts'
import { momentNow } from '../moment.ts'
import { meIn } from './asker.ts'

const stepMs = 600_000

/** For what is on a screen all day: the moment moves on every ten minutes. */
export function useAsker(): Asker & { readonly others: readonly PrincipalId[] } {
  const people = usePeople()
  const workspace = useWorkspace()
  const nowMs = Math.floor(useNow({ updateInterval: stepMs }).getTime() / stepMs) * stepMs
  return useMemo(() => {
    const me = meIn(people, workspace)
    const others = people.members.map(({ principal }) => principal).filter((each) => !me.includes(each))
    return { me, others, moment: momentNow(nowMs) }
  }, [people, workspace, nowMs])
}
