import { useEffect, useRef, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { useEngine, useLive } from '../react/engine-context.tsx'
import { readHistory, type ReplicaHistory } from './read-history.ts'

export type HistoryState =
  /** `count`: so many changes have come. */
  | { readonly status: 'reading'; readonly count: number }
  | { readonly status: 'failed' }
  | { readonly status: 'read'; readonly history: ReplicaHistory }

/** The history is read again so long after the last of several changes. */
const settleMs = 1_200

/** The history of a thing, and again whenever the thing has changed or the server can be reached again. */
export function useHistory(type: AnyReplicaType, id: ReplicaId): HistoryState & { readonly tryAgain: () => void } {
  const engine = useEngine()
  const [state, setState] = useState<HistoryState>({ status: 'reading', count: 0 })
  const [attempt, setAttempt] = useState(0)
  const changedAt = useLive(engine.live.rows).get(type, id)?.changedAt
  const isOnline = useLive(engine.live.sync).state !== 'offline'
  const wasRead = useRef(false)

  useEffect(() => {
    let isWanted = true
    const read = async () => {
      const onProgress = (count: number) =>
        isWanted && setState((before) => (before.status === 'reading' ? { status: 'reading', count } : before))
      try {
        const history = await readHistory(engine, { type, id, onProgress })
        wasRead.current = true
        if (isWanted) setState({ status: 'read', history })
      } catch (fault) {
        console.error('A history could not be read', fault)
        if (isWanted) setState({ status: 'failed' })
      }
    }
    const timer = setTimeout(() => void read(), wasRead.current ? settleMs : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [engine, type, id, changedAt, isOnline, attempt])

  const tryAgain = () => {
    setState({ status: 'reading', count: 0 })
    setAttempt((before) => before + 1)
  }
  return { ...state, tryAgain }
}
