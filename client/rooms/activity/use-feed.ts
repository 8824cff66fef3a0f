import { useState, useSyncExternalStore } from 'react'
import { type Engine, useEngine } from '#client/replica/index.ts'
import type { ActivityPage } from '#shared/protocol/rest-activity.ts'
import { onReached } from '../on-reached.ts'
import { callServer } from '../rest.ts'
import type { ActivityAddress } from './address.ts'
import { type Feed, type FeedState, openFeed } from './feed.ts'

/** After the last of several changes; what somebody types here and now is told when it has been sent. */
const settleMs = 1_200

/** The activity of the open workspace, live. For other filters another one is opened: give its user a key. */
export function useFeed(filters: ActivityAddress): { state: FeedState; feed: Feed } {
  const engine = useEngine()
  const [feed] = useState(() => feedOver(engine, filters))
  const state = useSyncExternalStore(feed.subscribe, feed.get)
  return { state, feed }
}

function feedOver(engine: Engine, filters: ActivityAddress): Feed {
  const { id } = engine.workspace()
  return openFeed({
    ask: (before) => callServer<ActivityPage>(`workspaces/${id}/activity?${queryOf(filters, before)}`),
    onChanged: (listener) => {
      const stops = [engine.live.rows.subscribe(listener), onReached(engine, listener)]
      return () => stops.forEach((stop) => stop())
    },
    later: (run) => void setTimeout(run, settleMs),
  })
}

function queryOf({ who, kind }: ActivityAddress, before: string | undefined): string {
  return String(
    new URLSearchParams({
      ...(who === 'assistant' ? { assistant: 'true' } : who !== undefined && { by: who }),
      ...(kind && { type: kind }),
      ...(before !== undefined && { before }),
    }),
  )
}
