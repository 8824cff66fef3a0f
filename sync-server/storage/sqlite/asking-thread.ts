import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

interface Numbered {
  readonly id: number
}

/** What the thread is told last: it closes its databases itself, for a thread that is stopped in the middle of SQLite takes the process with it. */
export const lastMessage = 'end'

/** A thread that answers each question, by its number. It starts with the first question, and anew after it has died. */
export interface AskingThread<Question, Answer extends Numbered> {
  /** Throws when the thread dies before it has answered. */
  ask(question: Question): Promise<Answer>
  readonly isRunning: boolean
  /** Fulfilled when it has answered what it was asked, and ended. */
  close(): Promise<void>
}

interface Waiting<Answer> {
  settle(answer: Answer): void
  fail(error: Error): void
}

export function openAskingThread<Question extends object, Answer extends Numbered>(
  script: URL,
  died: string,
): AskingThread<Question, Answer> {
  const waiting = new Map<number, Waiting<Answer>>()
  let worker: Worker | undefined
  let lastId = 0
  const failAll = (error: Error) => {
    worker = undefined
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(script)
    started.unref()
    started.on('message', (answer: Answer) => {
      waiting.get(answer.id)?.settle(answer)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
    })
    started.on('error', failAll)
    started.on('exit', () => worker === started && failAll(new Error(died)))
    return started
  }
  return {
    ask: (question) =>
      new Promise((settle, fail) => {
        const id = (lastId += 1)
        waiting.set(id, { settle, fail })
        worker ??= start()
        worker.ref()
        worker.postMessage({ ...question, id })
      }),
    get isRunning() {
      return worker !== undefined
    },
    close: async () => {
      const last = worker
      worker = undefined
      if (!last) return
      const ended = once(last, 'exit')
      last.ref()
      last.postMessage(lastMessage)
      await ended
    },
  }
}
