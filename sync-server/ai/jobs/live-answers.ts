/** What engines say while they say it, for readers who come, go and come again. In memory: what is final stands in the conversation. */
export interface LiveAnswers {
  /** A new attempt begins, by a number that none before it had, in whatever process: what an earlier one had said does not count. */
  begin(job: string, attempt: number): void
  tell(job: string, piece: string): void
  end(job: string): void
  /** From an offset (UTF-16 code units) on, and whatever comes. undefined: nothing is known of it. Returns the unsubscriber. */
  follow(job: string, after: Offset, reader: LiveReader): (() => void) | undefined
}

export interface Offset {
  readonly attempt: number
  readonly at: number
}

export interface LiveReader {
  /** `offset`: where it ends, to be named by who comes again. */
  piece(text: string, offset: Offset): void
  /** What was read until now was of an earlier attempt. */
  reset(offset: Offset): void
  ended(): void
}

interface Live {
  attempt: number
  text: string
  isEnded: boolean
  readonly readers: Set<LiveReader>
}

/** Answers that ended stay for those who come a moment later. */
const maxKept = 200

export function openLiveAnswers(): LiveAnswers {
  const all = new Map<string, Live>()
  return {
    begin: (job, attempt) => {
      const live = all.get(job) ?? { attempt, text: '', isEnded: false, readers: new Set<LiveReader>() }
      live.attempt = attempt
      live.text = ''
      live.isEnded = false
      all.delete(job)
      all.set(job, live)
      for (const [name, each] of all) {
        if (all.size <= maxKept) break
        if (each.isEnded) all.delete(name)
      }
      for (const reader of live.readers) reader.reset({ attempt, at: 0 })
    },
    tell: (job, piece) => {
      const live = all.get(job)
      if (!live || live.isEnded) return
      live.text += piece
      for (const reader of live.readers) reader.piece(piece, { attempt: live.attempt, at: live.text.length })
    },
    end: (job) => {
      const live = all.get(job)
      if (!live) return
      live.isEnded = true
      for (const reader of live.readers) reader.ended()
      live.readers.clear()
    },
    follow: (job, after, reader) => {
      const live = all.get(job)
      if (!live) return undefined
      const isSame = after.attempt === live.attempt && after.at <= live.text.length
      if (!isSame && after.at > 0) reader.reset({ attempt: live.attempt, at: 0 })
      const rest = live.text.slice(isSame ? after.at : 0)
      if (rest !== '') reader.piece(rest, { attempt: live.attempt, at: live.text.length })
      if (live.isEnded) reader.ended()
      else live.readers.add(reader)
      return () => live.readers.delete(reader)
    },
  }
}
