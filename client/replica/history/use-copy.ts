import { useEffect, useRef, useState } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType } from '#shared/rooms/room.ts'
import { useEngine } from '../react/engine-context.tsx'

export interface CopyGiven {
  readonly type: AnyReplicaType
  readonly id: ReplicaId
  /** Another key is another state. */
  readonly key: string
  /** undefined: it is not to be had now. */
  load(): Promise<readonly Uint8Array[] | undefined>
}

export type CopyState =
  | { readonly status: 'opening' | 'missing' }
  | { readonly status: 'open'; readonly replica: Replica }

/** A thing as it was at some moment, as long as it is shown. */
export function useCopy(given: CopyGiven | undefined): CopyState {
  const engine = useEngine()
  const [held, setHeld] = useState<{ readonly key: string; readonly replica: Replica | undefined }>()
  const key = given?.key
  const latest = useRef(given)
  useEffect(() => {
    latest.current = given
  })
  useEffect(() => {
    const wanted = latest.current
    if (!wanted || wanted.key !== key) return undefined
    let isWanted = true
    let replica: Replica | undefined
    const open = async () => {
      const chunks = await wanted.load().catch(() => undefined)
      const copy = chunks && (await engine.history.openCopy(wanted.type, wanted.id, chunks))
      if (!isWanted) return copy?.close()
      replica = copy
      setHeld({ key: wanted.key, replica: copy })
    }
    void open()
    return () => {
      isWanted = false
      replica?.close()
    }
    // By its key: the same state is not opened again because the list around it was read again.
  }, [engine, key])
  if (!given || held?.key !== key) return { status: 'opening' }
  return held?.replica ? { status: 'open', replica: held.replica } : { status: 'missing' }
}
