import { type KeyboardEvent, useMemo, useState, useSyncExternalStore } from 'react'
import { useNow } from 'use-intl'
import type { Moment } from '#shared/language/moment.ts'
import type { partKey, QuickAdd, QuickAddContext, QuickPart, readQuickAdd } from '#shared/language/quick-add.ts'
import { useDraft, usePeople } from '#client/replica/index.ts'
import { firstDayOfWeek } from '../detail/week.ts'
import { useProjects } from '../use-projects.ts'
import { type NewTask, taskInputOf } from './task-input.ts'

/** `shared/language/quick-add.ts`, which comes when it is needed. */
export interface WordsParser {
  readonly readQuickAdd: typeof readQuickAdd
  readonly partKey: typeof partKey
}

/** What a line says besides a title. */
export interface WordsRead {
  /** In the order of the text; none before the reader of words has arrived. */
  readonly parts: readonly QuickPart[]
  /** It was meant as words. */
  putBack(part: QuickPart): void
  /** All of it was, and all that is still to be written. false: there is nothing to leave as words. */
  leaveAll(): boolean
  /** Backspace right behind a part puts it back instead of deleting a letter; Escape leaves all as words. True: that was its meaning. */
  takeKey(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): boolean
  /** What would be added now: what was shown, nothing else. */
  readonly task: NewTask
  /** Another line: everything counts anew. */
  forget(): void
}

export interface QuickWords extends WordsRead {
  readonly text: string
  setText(text: string): void
  clear(): void
  /** Somebody is about to write: the reader of words is fetched, so that it is there before the first line is. */
  prepare(): void
}

/** A line of words of its own, kept for its place. */
export function useQuickWords(place: string): QuickWords {
  const [text, setText] = useDraft(place)
  const read = useWordsIn(text, useParser(text !== ''))
  return {
    ...read,
    text,
    setText: (next) => {
      setText(next)
      if (next === '') read.forget()
    },
    prepare: fetchParser,
    clear: () => {
      setText('')
      read.forget()
    },
  }
}

/** A line of words that is somebody else's. */
export function useWordsIn(text: string, parser: WordsParser | undefined): WordsRead {
  const [asWords, setAsWords] = useState<ReadonlySet<string>>(noWords)
  const [isPlain, setPlain] = useState(false)
  const context = useContextOfWords()
  const read = useMemo<QuickAdd>(
    () =>
      (isPlain ? undefined : parser)?.readQuickAdd(text, { ...context, asWords }) ?? { title: text.trim(), parts: [] },
    [parser, isPlain, text, context, asWords],
  )
  const { parts } = read
  const putBack = (part: QuickPart) => {
    if (parser) setAsWords((before) => new Set([...before, parser.partKey(part)]))
  }
  const leaveAll = () => {
    if (parts.length > 0) setPlain(true)
    return parts.length > 0
  }
  return {
    parts,
    putBack,
    leaveAll,
    takeKey: (event) => {
      if (event.nativeEvent.isComposing) return false
      const part = event.key === 'Backspace' ? partBehind(event.currentTarget, parts) : undefined
      if (part) putBack(part)
      const isTaken = part !== undefined || (event.key === 'Escape' && leaveAll())
      if (isTaken) event.preventDefault()
      return isTaken
    },
    task: taskInputOf(read),
    forget: () => {
      setAsWords(noWords)
      setPlain(false)
    },
  }
}

function partBehind(
  { selectionStart, selectionEnd }: HTMLInputElement | HTMLTextAreaElement,
  parts: QuickAdd['parts'],
) {
  return selectionStart === selectionEnd ? parts.find(({ end }) => end === selectionStart) : undefined
}

const noWords: ReadonlySet<string> = new Set()

/** One for all fields: it comes once, when somebody has something to be read. */
let loaded: WordsParser | undefined
const waiting = new Set<() => void>()

function useParser(isWanted: boolean): WordsParser | undefined {
  return useSyncExternalStore(isWanted ? subscribeAndFetch : subscribe, () => loaded)
}

function subscribe(listener: () => void): () => void {
  waiting.add(listener)
  return () => void waiting.delete(listener)
}

function subscribeAndFetch(listener: () => void): () => void {
  fetchParser()
  return subscribe(listener)
}

function fetchParser(): void {
  if (loaded) return
  void import('#shared/language/quick-add.ts').then(
    (parser) => {
      loaded = parser
      for (const listener of new Set(waiting)) listener()
    },
    // Without it the field still takes titles; who comes back to it asks again.
    () => undefined,
  )
}

function useContextOfWords(): QuickAddContext {
  const now = useNow({ updateInterval: 30_000 })
  const { members } = usePeople()
  const projects = useProjects()
  return useMemo(
    () => ({
      moment: momentOf(now),
      people: members.map(({ principal, name }) => ({ id: String(principal), name })),
      projects: projects.all.map(({ id, value }) => ({ id: String(id), title: value.title })),
    }),
    [now, members, projects.all],
  )
}

export function momentOf(now: Date): Moment {
  const first = firstDayOfWeek(navigator.language)
  return {
    nowMs: now.getTime(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    weekStartsOn: first === 0 || first === 6 ? first : 1,
  }
}
