import { expect, it } from 'vitest'
import { done, refused } from '#shared/kit/outcome.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ActivityItem, ActivityPage } from '#shared/protocol/rest-activity.ts'
import type { RestOutcome } from '../rest.ts'
import { type Feed, openFeed } from './feed.ts'

const item = (id: string): ActivityItem => ({
  id,
  act: 'created',
  type: 'task',
  things: [{ id: `task_${id}` as ReplicaId, title: id }],
  fields: [],
  by: 'user:ana' as ActivityItem['by'],
  from: 1,
  to: 1,
  canUndo: false,
})

/** A server with these acts, newest first, in pages of two; the wire and the clock are moved by hand. */
function world(acts: string[]) {
  const waiting: (() => void)[] = []
  let later: (() => void) | undefined
  let changed = () => {}
  let asked = 0
  let isAway = false
  const ask = (before: string | undefined) =>
    new Promise<RestOutcome<ActivityPage>>((resolve) => {
      asked += 1
      waiting.push(() => {
        const from = before === undefined ? 0 : acts.indexOf(before) + 1
        const items = acts.slice(from, from + 2).map(item)
        const next = from + 2 < acts.length ? items.at(-1)?.id : undefined
        resolve(isAway ? refused('unreachable') : done({ items, names: {}, ...(next && { next }) }))
      })
    })
  const feed = openFeed({
    ask,
    onChanged: (listener) => {
      changed = listener
      return () => (changed = () => {})
    },
    later: (run) => (later = run),
  })
  const flush = async () => {
    for (const answer of waiting.splice(0)) answer()
    await Promise.resolve()
    await Promise.resolve()
  }
  const pause = () => {
    later?.()
    later = undefined
  }
  const goAway = (now: boolean) => (isAway = now)
  return { feed, flush, pause, goAway, change: () => changed(), asked: () => asked }
}

function shown(feed: Feed): unknown {
  const state = feed.get()
  return state.status === 'ready' ? [state.items.map(({ id }) => id).join(''), state.next, state.older] : state.status
}

it('reads when somebody looks, one page further on request, and again when something has changed: once after several changes', async () => {
  const acts = ['d', 'c', 'b', 'a']
  const { feed, flush, pause, change, asked } = world(acts)
  expect(asked()).toBe(0)
  const stop = feed.subscribe(() => {})
  expect(shown(feed)).toBe('reading')
  await flush()
  expect(shown(feed)).toEqual(['dc', 'c', 'idle'])
  feed.more()
  expect(shown(feed)).toEqual(['dc', 'c', 'reading'])
  await flush()
  expect(shown(feed)).toEqual(['dcba', undefined, 'idle'])
  acts.unshift('e')
  change()
  change()
  pause()
  await flush()
  expect([shown(feed), asked()]).toEqual([['edcba', undefined, 'idle'], 3])
  stop()
  change()
  pause()
  expect(asked()).toBe(3)
})

it('after more than a page of news what was read before is left, so that nothing is missing in between', async () => {
  const acts = ['d', 'c', 'b', 'a']
  const { feed, flush, pause, change } = world(acts)
  feed.subscribe(() => {})
  await flush()
  feed.more()
  await flush()
  acts.unshift('g', 'f', 'e')
  change()
  pause()
  await flush()
  expect(shown(feed)).toEqual(['gf', 'f', 'idle'])
  feed.more()
  await flush()
  expect(shown(feed)).toEqual(['gfed', 'd', 'idle'])
})

it('says that the server is away, and reads when it is back', async () => {
  const { feed, flush, pause, change, goAway } = world(['a'])
  goAway(true)
  feed.subscribe(() => {})
  await flush()
  expect(shown(feed)).toBe('away')
  goAway(false)
  change()
  pause()
  await flush()
  expect(shown(feed)).toEqual(['a', undefined, 'idle'])
})
