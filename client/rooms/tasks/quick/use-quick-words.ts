import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useNow } from 'use-intl'
import type { Moment } from '#shared/language/moment.ts'
import type { partKey, QuickAdd, QuickAddContext, QuickPart, readQuickAdd } from '#shared/language/quick-add.ts'
import { usePeople } from '#client/replica/index.ts'
import { firstDayOfWeek } from '../detail/week.ts'
import { useProjects } from '../use-projects.ts'
import { type NewTask, taskInputOf } from './task-input.ts'

interface Parser {
  readonly readQuickAdd: typeof readQuickAdd
  readonly partKey: typeof partKey
}

export interface QuickWords {
  readonly text: string
  setText(text: string): void
  /** In the order of the text; none before the reader of words has arrived. */
  readonly parts: readonly QuickPart[]
  /** It was meant as words. */
  putBack(part: QuickPart): void
  /** Backspace right behind a part puts it back instead of deleting a letter. */
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void
  /** What would be added now: what was shown, nothing else. */
  readonly task: NewTask
  /** Another line: everything counts anew. */
  clear(): void
}

/** A line of words, and what it says besides a title. The reader of words is fetched with the first letter. */
export function useQuickWords(): QuickWords {
  const [text, setText] = useState('')
  const [asWords, setAsWords] = useState<ReadonlySet<string>>(noWords)
  const { parser, fetchParser } = useParser()
  const context = useContextOfWords()
  const read = useMemo<QuickAdd>(
    () => parser?.readQuickAdd(text, { ...context, asWords }) ?? { title: text.trim(), parts: [] },
    [parser, text, context, asWords],
  )
  const putBack = (part: QuickPart) => {
    if (parser) setAsWords((before) => new Set([...before, parser.partKey(part)]))
  }
  return {
    text,
    setText: (next) => {
      fetchParser()
      setText(next)
      if (next === '') setAsWords(noWords)
    },
    parts: read.parts,
    putBack,
    onKeyDown: (event) => {
      const { selectionStart, selectionEnd } = event.currentTarget
      if (event.key !== 'Backspace' || selectionStart !== selectionEnd || event.nativeEvent.isComposing) return
      const part = read.parts.find(({ end }) => end === selectionStart)
      if (!part) return
      event.preventDefault()
      putBack(part)
    },
    task: taskInputOf(read),
    clear: () => {
      setText('')
      setAsWords(noWords)
    },
  }
}

const noWords: ReadonlySet<string> = new Set()

function useParser(): { parser: Parser | undefined; fetchParser: () => void } {
  const [parser, setParser] = useState<Parser>()
  const isAsked = useRef(false)
  const fetchParser = () => {
    if (isAsked.current) return
    isAsked.current = true
    // Without it the field still takes titles; the next letter asks again.
    void import('#shared/language/quick-add.ts').then(
      (loaded) => setParser(() => loaded),
      () => (isAsked.current = false),
    )
  }
  return { parser, fetchParser }
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
