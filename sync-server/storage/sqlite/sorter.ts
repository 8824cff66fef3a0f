import type { WorkspaceId } from '#shared/kit/ids.ts'
import { openAskingThread } from './asking-thread.ts'
import type { JournalSlice } from './log-append.ts'
import type { QuietAnswer, QuietQuestion } from './quiet-reads.ts'

export interface SortRequest extends JournalSlice {
  readonly file: string
}

export interface ReadRequest {
  readonly file: string
  readonly question: QuietQuestion
}

export type ThreadRequest = (SortRequest | ReadRequest | { readonly close: string }) & { readonly id: number }

export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly code: string; readonly message: string }

/** Puts commits into the tables of a database, and reads what nobody waits for, in a thread of its own for all databases. */
export interface Sorter {
  /** The heads of the workspaces, once they and the number of the last record are in the tables, in one transaction. Throws when they are not. */
  sort(request: SortRequest): Promise<ReadonlyMap<WorkspaceId, number>>
  /** What the tables say to who works in the background. */
  read<Question extends QuietQuestion>(file: string, question: Question): Promise<QuietAnswer<Question>>
  /** Fulfilled when it has let go of the file. */
  release(file: string): Promise<void>
  close(): Promise<void>
}

type Asked = ThreadRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never

export function openSorter(): Sorter {
  const script = new URL('./sort-worker.ts', import.meta.url)
  const thread = openAskingThread<Asked, ThreadAnswer>(script, 'The thread that sorts the log ended.')
  const ask = async (asked: Asked): Promise<unknown> => {
    const answer = await thread.ask(asked)
    if ('value' in answer) return answer.value
    throw Object.assign(new Error(answer.message), { code: answer.code })
  }
  return {
    sort: (request) => ask(request) as Promise<ReadonlyMap<WorkspaceId, number>>,
    read: (file, question) => ask({ file, question }) as Promise<never>,
    // A thread that has died holds no file either.
    release: async (file) => void (thread.isRunning && (await ask({ close: file }).catch(() => undefined))),
    close: () => thread.close(),
  }
}
