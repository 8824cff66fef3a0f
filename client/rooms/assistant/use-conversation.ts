import { useCallback, useMemo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { findTimes } from '#shared/language/times.ts'
import { reply } from '#shared/assistant/engine/engine.ts'
import type { Reply } from '#shared/assistant/engine/reply.ts'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { type Engine, useEngine, useRun, useWorkspace } from '#client/replica/index.ts'
import { momentNow } from '../moment.ts'
import { directoryFor } from './asker.ts'
import { useVisits } from './since/use-visits.ts'
import type { Visits } from './since/visits.ts'
import { type Asked, type KeptTurn, tabConversation } from './conversation-store.ts'

export type { Asked } from './conversation-store.ts'

export type Turn = AskedTurn | DeviceTurn

/** An agent on the server answers it. */
export interface AskedTurn extends KeptTurn {
  readonly asked: Asked
}

/** Answered by the built-in engine, at once. */
export interface DeviceTurn {
  readonly text: string
  readonly at: number
  readonly asked?: undefined
  readonly reply: Reply
  /** From before a reload: what it offered to do may have been done since. */
  readonly isEarlier: boolean
}

export interface Conversation {
  readonly turns: readonly Turn[]
  ask(text: string, here: ReplicaId | undefined): void
  /** Asks an agent, in the conversation that there is with it or a new one. `agent`: its id; absent: the built-in one. */
  askAgent(text: string, here: ReplicaId | undefined, agent?: string): Promise<void>
  /** Shows what an agent was asked from elsewhere. Repeating it shows it once. */
  follow(asked: Asked & { readonly text: string }): void
  clear(): void
}

/** The conversation of this tab in the workspace that is open. */
export function useConversation(): Conversation {
  const engine = useEngine()
  const { id } = useWorkspace()
  const visits = useVisits()
  const store = useMemo(() => tabConversation(id, sessionStorage), [id])
  const [{ of, turns }, setState] = useState(() => ({ of: id, turns: earlier(engine, visits, store.read()) }))
  if (of !== id) setState({ of: id, turns: earlier(engine, visits, store.read()) })
  const add = useCallback(
    (turn: Turn) =>
      setState((now) => {
        if (turn.asked && now.turns.some(({ asked }) => asked?.question === turn.asked.question)) return now
        const next = [...now.turns, turn]
        store.write(next)
        return { ...now, turns: next }
      }),
    [store],
  )
  const ask = useCallback(
    (text: string, here: ReplicaId | undefined) =>
      add({
        text,
        at: Date.now(),
        isEarlier: false,
        reply: replyTo(engine, text, { here, visits, earlier: () => repliesIn(turns) }),
      }),
    [engine, visits, add, turns],
  )
  const run = useRun()
  const last = turns.findLast(({ asked }) => asked)?.asked
  const askAgent = useCallback(
    async (text: string, here: ReplicaId | undefined, agent?: string) => {
      const { timeZone, weekStartsOn } = momentNow(Date.now())
      const about = here ? [here] : []
      // What was said to one agent is not for another.
      const conversation = last?.agent === agent ? last?.conversation : undefined
      const asked = await run(assistantCommands.ask, { text, timeZone, weekStartsOn, about, conversation, agent })
      if (asked.ok) add({ text, at: Date.now(), asked: { ...asked.value, ...(agent && { agent }) } })
    },
    [run, add, last],
  )
  const follow = useCallback(
    ({ text, conversation, question }: Asked & { readonly text: string }) =>
      add({ text, at: Date.now(), asked: { conversation, question } }),
    [add],
  )
  const clear = useCallback(() => {
    store.write([])
    setState((now) => ({ ...now, turns: [] }))
  }, [store])
  return useMemo(() => ({ turns, ask, askAgent, follow, clear }), [turns, ask, askAgent, follow, clear])
}

function earlier(engine: Engine, visits: Visits, kept: readonly KeptTurn[]): readonly Turn[] {
  const turns: Turn[] = []
  for (const { text, at, asked } of kept) {
    const before = turns.slice(-mostRemembered)
    turns.push(asked ? { text, at, asked } : earlierTurn(engine, { visits, before }, { text, at }))
  }
  return turns
}

const mostRemembered = 4

/** What "it" and "the second one" may point at: nothing from before somebody else has answered. */
function repliesIn(turns: readonly Turn[]): readonly Reply[] {
  const own = turns.slice(turns.findLastIndex(({ asked }) => asked !== undefined) + 1).slice(-mostRemembered)
  return own.toReversed().flatMap((turn) => (turn.asked ? [] : [turn.reply]))
}

interface Earlier {
  readonly visits: Visits
  readonly before: readonly Turn[]
}

/** Its reply is made when it is shown: there may be hundreds. */
function earlierTurn(engine: Engine, { visits, before }: Earlier, { text, at }: KeptTurn): DeviceTurn {
  let made: Reply | undefined
  return {
    text,
    at,
    isEarlier: true,
    get reply() {
      return (made ??= replyTo(engine, text, { here: undefined, visits, earlier: () => repliesIn(before) }))
    },
  }
}

interface Asking {
  readonly here: ReplicaId | undefined
  readonly visits: Visits
  /** What was said just before; made when it is asked for. */
  readonly earlier: () => readonly Reply[]
}

function replyTo(engine: Engine, text: string, { here, visits, earlier }: Asking): Reply {
  const rows = engine.rows()
  const directory = directoryFor(rows, engine.live.people.get(), engine.workspace())
  const moment = momentNow(Date.now())
  const before = visits.before({ nowMs: moment.nowMs, rows, me: directory.me.principals })
  return reply(text, { rows, directory, moment, findTimes, here, earlier, before })
}
