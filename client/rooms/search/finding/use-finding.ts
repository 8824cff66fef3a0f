import { useState, useSyncExternalStore } from 'react'
import { type Engine, useEngine } from '#client/replica/index.ts'
import { askOrganisations, askWorkspace } from './ask-server.ts'
import { isTrashed, openEverywhereBook } from './everywhere-book.ts'
import { type Finder, type FinderPorts, type Finding, type Meaning, nothingAsked, openFinder } from './finder.ts'
import { openTextBook, type TextBook } from './text-book.ts'

const pauseMs = 200

// By engine: what was read is kept while the page is open, whoever looks for something.
const books = new WeakMap<Engine, TextBook>()

export interface FindingOptions {
  /** What is asked from the beginning; and again of another scope. */
  readonly askedAtOnce?: string
  /** Of a workspace that a server has. */
  readonly meaningIn?: ((workspace: string) => Meaning) | undefined
  /** `everywhere`: all workspaces of the person; `everywhere-shallow`: of the documents of others, their beginnings. The open one by default. */
  readonly scope?: Scope
}

type Scope = 'here' | 'everywhere' | 'everywhere-shallow'

/** What is found for what is typed. */
export function useFinding(
  limit: number,
  { askedAtOnce, meaningIn, scope = 'here' }: FindingOptions = {},
): { finding: Finding; ask: (typed: string) => void } {
  const engine = useEngine()
  const open = () => {
    const finder =
      scope === 'here' ? finderHere(engine, { limit, meaningIn }) : finderEverywhere(engine, { limit, scope })
    if (askedAtOnce) finder.ask(askedAtOnce)
    return { scope, finder }
  }
  const [opened, setOpened] = useState(open)
  if (opened.scope !== scope) setOpened(open())
  const { finder } = opened
  const finding = useSyncExternalStore(finder.subscribe, finder.get, () => nothingAsked)
  return { finding, ask: finder.ask }
}

function finderHere(
  engine: Engine,
  { limit, meaningIn }: Pick<FindingOptions, 'meaningIn'> & { limit: number },
): Finder {
  const { id, isLocal } = engine.workspace()
  return openFinder({
    ...steps,
    book: bookOf(engine),
    limit,
    meaning: isLocal ? undefined : meaningIn?.(id),
    askServer: isLocal ? undefined : (typed) => askWorkspace(id, { typed, limit }),
    isGone: (thing) => isTrashed(engine.rows(), thing),
    onChanged: (listener) => engine.live.rows.subscribe(listener),
  })
}

function finderEverywhere(engine: Engine, { limit, scope }: { limit: number; scope: Scope }): Finder {
  const book = openEverywhereBook(engine, bookOf(engine), { isDeep: scope === 'everywhere' })
  const organisations = new Set(engine.live.session.get().session?.workspaces.map(({ organisation }) => organisation))
  return openFinder({
    ...steps,
    book,
    limit,
    askServer: organisations.size > 0 ? (typed) => askOrganisations([...organisations], { typed, limit }) : undefined,
    isGone: book.isGone,
    onChanged: (listener) => {
      const ends = [engine.live.rows.subscribe(listener), book.onGrown(listener)]
      return () => ends.forEach((end) => end())
    },
  })
}

function bookOf(engine: Engine): TextBook {
  const book = books.get(engine) ?? openTextBook(engine)
  books.set(engine, book)
  return book
}

const steps: Pick<FinderPorts, 'breathe' | 'later'> = {
  breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
  later: (run) => {
    const timer = setTimeout(run, pauseMs)
    return () => clearTimeout(timer)
  },
}
