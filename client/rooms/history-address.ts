import { useCallback, useMemo } from 'react'
import { z } from 'zod'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { useAddressState } from '#client/ui/use-address-state.ts'

/** `?history=<thing>` or `?history=<thing>.<version>`, on whatever screen: a version has an address like everything else. */
const search = z.object({ history: z.string().max(120).optional().catch(undefined) })

export interface OpenHistory {
  readonly of: ReplicaId
  /** The chosen version; undefined: none yet. */
  readonly version: string | undefined
}

/** The history that the address asks for. */
export function useOpenHistory(): OpenHistory | undefined {
  const { history } = useAddressState(search).search
  return useMemo(() => {
    const [of = '', version] = history?.split('.', 2) ?? []
    return isReplicaId(of) ? { of, version } : undefined
  }, [history])
}

export interface ShowHistory {
  /** A step in the address, so that going back leads back. */
  show(of: ReplicaId): void
  /** `isStep`: going back leads to the list again. */
  choose(of: ReplicaId, version: string | undefined, options?: { isStep: boolean }): void
  hide(): void
}

/** Opens the history of a thing, over the screen that is there. */
export function useShowHistory(): ShowHistory {
  const { change } = useAddressState(search)
  const show = useCallback((of: ReplicaId) => void change({ history: of }), [change])
  const choose = useCallback<ShowHistory['choose']>(
    (of, version, { isStep } = { isStep: false }) =>
      void change({ history: version === undefined ? of : `${of}.${version}` }, { replace: !isStep }),
    [change],
  )
  const hide = useCallback(() => void change({ history: undefined }, { replace: true }), [change])
  return useMemo(() => ({ show, choose, hide }), [show, choose, hide])
}
