import { useCallback, useMemo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { findTimes } from '#shared/language/times.ts'
import { reply } from '#shared/assistant/engine/engine.ts'
import type { Reply } from '#shared/assistant/engine/reply.ts'
import { type Engine, useEngine, useWorkspace } from '#client/replica/index.ts'
import { directoryFor, momentNow } from './asker.ts'
import { tabConversation } from './conversation-store.ts'

export interface Turn {
  readonly text: string
  readonly at: number
  readonly reply: Reply
  /** From before a reload: what it offered to do may have been done since. */
  readonly isEarlier: boolean
}

export interface Conversation {
  readonly turns: readonly Turn[]
  ask(text: string, here: ReplicaId | undefined): void
  clear(): void
}

/** The conversation of this tab in the workspace that is open. */
export function useConversation(): Conversation {
  const engine = useEngine()
  const { id } = useWorkspace()
  const store = useMemo(() => tabConversation(id, sessionStorage), [id])
  const [{ of, turns }, setState] = useState(() => ({ of: id, turns: earlier(engine, store.read()) }))
  if (of !== id) setState({ of: id, turns: earlier(engine, store.read()) })
  const ask = useCallback(
    (text: string, here: ReplicaId | undefined) => {
      const turn = { text, at: Date.now(), isEarlier: false, reply: replyTo(engine, text, here) }
      setState((now) => {
        const next = [...now.turns, turn]
        store.write(next)
        return { ...now, turns: next }
      })
    },
    [engine, store],
  )
  const clear = useCallback(() => {
    store.write([])
    setState((now) => ({ ...now, turns: [] }))
  }, [store])
  return useMemo(() => ({ turns, ask, clear }), [turns, ask, clear])
}

function earlier(engine: Engine, kept: readonly { readonly text: string; readonly at: number }[]): readonly Turn[] {
  return kept.map(({ text, at }) => ({ text, at, isEarlier: true, reply: replyTo(engine, text, undefined) }))
}

function replyTo(engine: Engine, text: string, here: ReplicaId | undefined): Reply {
  const rows = engine.rows()
  const directory = directoryFor(rows, engine.live.people.get(), engine.workspace())
  return reply(text, { rows, directory, moment: momentNow(Date.now()), findTimes, here })
}
