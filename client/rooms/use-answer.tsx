import { createContext, type ReactNode, useCallback, useContext, useState, useSyncExternalStore } from 'react'
import { useEngine } from '#client/replica/index.ts'
import type { ListPage } from '#shared/protocol/rest-admin.ts'
import { done } from '#shared/kit/outcome.ts'
import { type Answer, type Answers, createAnswers } from './answers.ts'
import { onReached } from './on-reached.ts'
import { callServer, type RestOutcome } from './rest.ts'

const AnswersContext = createContext<Answers | undefined>(undefined)

/** Around the screens of a room that show what the server says. They share the answers, and lose them when they close. */
export function AnswersProvider({ children }: { children: ReactNode }) {
  const engine = useEngine()
  const [answers] = useState(() => createAnswers(ask, (listener) => onReached(engine, listener)))
  return <AnswersContext value={answers}>{children}</AnswersContext>
}

function useAnswers(): Answers {
  const answers = useContext(AnswersContext)
  if (!answers) throw new Error('useAnswer needs an AnswersProvider above it')
  return answers
}

/** GET of a path below `/api/`, live: see `useRefresh`. */
export function useAnswer<Value>(path: string): Answer<Value> {
  const answers = useAnswers()
  const subscribe = useCallback((listener: () => void) => answers.subscribe(path, listener), [answers, path])
  return useSyncExternalStore(subscribe, () => answers.get(path) as Answer<Value>)
}

const whole = '#whole'

/** All pages of a list, up to five thousand items: for what is searched and sorted on the screen. */
export function useWholeList<Item>(path: string): Answer<readonly Item[]> {
  return useAnswer<readonly Item[]>(path + whole)
}

/** Asks again for all whose path begins with it. */
export function useRefresh(): (prefix: string) => void {
  return useAnswers().refresh
}

function ask(path: string): Promise<RestOutcome<unknown>> {
  return path.endsWith(whole) ? askWhole(path.slice(0, -whole.length)) : callServer(path)
}

const maxPages = 25

async function askWhole(path: string): Promise<RestOutcome<readonly unknown[]>> {
  const items: unknown[] = []
  let after = ''
  for (let page = 0; page < maxPages; page++) {
    const answer = await callServer<ListPage<unknown>>(
      `${path}?limit=200${after && `&after=${encodeURIComponent(after)}`}`,
    )
    if (!answer.ok) return answer
    items.push(...answer.value.items)
    if (answer.value.next === undefined) break
    after = answer.value.next
  }
  return done(items)
}
