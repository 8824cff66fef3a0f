import { useState, useSyncExternalStore } from 'react'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { typeNamed } from '#shared/rooms/all-rooms.ts'
import { foundThings } from '#shared/assistant/search/answer.ts'
import { typeOf } from '#shared/kit/ids.ts'
import { callServer } from '../../rest.ts'
import { type Finder, type Finding, type Meaning, nothingAsked, openFinder } from './finder.ts'
import { openTextBook, type TextBook } from './text-book.ts'

const pauseMs = 200

// By engine: what was read is kept while the page is open, whoever looks for something.
const books = new WeakMap<Engine, TextBook>()

export interface FindingOptions {
  readonly askedAtOnce?: string
  /** Of a workspace that a server has. */
  readonly meaningIn?: ((workspace: string) => Meaning) | undefined
}

/** What is found for what is typed, in the workspace that is open. */
export function useFinding(
  limit: number,
  { askedAtOnce, meaningIn }: FindingOptions = {},
): { finding: Finding; ask: (typed: string) => void } {
  const engine = useEngine()
  const [finder] = useState(() => {
    const opened = finderOver(engine, { limit, meaningIn })
    if (askedAtOnce) opened.ask(askedAtOnce)
    return opened
  })
  const finding = useSyncExternalStore(finder.subscribe, finder.get, () => nothingAsked)
  return { finding, ask: finder.ask }
}

function finderOver(
  engine: Engine,
  { limit, meaningIn }: Pick<FindingOptions, 'meaningIn'> & { limit: number },
): Finder {
  const book = books.get(engine) ?? openTextBook(engine)
  books.set(engine, book)
  const { id, isLocal } = engine.workspace()
  return openFinder({
    book,
    limit,
    meaning: isLocal ? undefined : meaningIn?.(id),
    askServer: isLocal ? undefined : (typed) => askServer(id, typed, limit),
    isGone: (thing) => {
      const type = typeNamed(typeOf(thing))
      const row = type && engine.rows().get(type, thing)
      return (row?.value as { trashedAt?: number } | undefined)?.trashedAt !== undefined
    },
    onChanged: (listener) => engine.live.rows.subscribe(listener),
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
    later: (run) => {
      const timer = setTimeout(run, pauseMs)
      return () => clearTimeout(timer)
    },
  })
}

async function askServer(workspace: string, typed: string, limit: number) {
  const query = new URLSearchParams({ q: typed, limit: String(limit) })
  const answer = await callServer<unknown>(`workspaces/${workspace}/search?${query}`)
  return answer.ok ? foundThings.safeParse(answer.value).data : undefined
}
