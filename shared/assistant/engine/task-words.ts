import type { FoundTime, Moment, WallTime } from '../../language/moment.ts'
import { taskPriorities, type TaskPriority } from '../../rooms/tasks/index.ts'
import type { FindTimes } from '../records/questions/compile.ts'

export interface NewTaskWords {
  readonly title: string
  readonly dueDate?: string
  readonly dueTime?: string
  readonly priority?: TaskPriority
  readonly labels?: readonly string[]
}

/** `Call Ana tomorrow at 3pm #finance !high`: what is no part of the title is taken out of it, and shown beside it before anything is done. */
export function readNewTask(text: string, moment: Moment, findTimes: FindTimes): NewTaskWords {
  const labels: string[] = []
  let priority: TaskPriority | undefined
  const rest = text
    .replaceAll(/(^|\s)#([\p{L}\p{N}_-]{1,60})/gu, (_, before: string, label: string) => (labels.push(label), before))
    .replaceAll(/(^|\s)!(urgent|high|normal|low)\b/giu, (_, before: string, word: string) => {
      priority = taskPriorities.find((each) => each === word.toLowerCase())
      return before
    })
  const due = dueIn(rest, findTimes(rest, moment))
  return {
    title: tidy(due ? `${rest.slice(0, due.start)} ${rest.slice(due.end)}` : rest),
    ...(due && { dueDate: due.at.date }),
    ...(due?.at.time !== undefined && { dueTime: due.at.time }),
    ...(priority && { priority }),
    ...(labels.length > 0 && { labels }),
  }
}

interface Due {
  readonly at: WallTime
  readonly start: number
  readonly end: number
}

/** The last moment in it, if it stands at an end of the text: one in the middle may be what the task is about. */
function dueIn(text: string, times: readonly FoundTime[]): Due | undefined {
  const time = times.findLast(({ kind, from }) => kind === 'moment' && from !== undefined)
  if (!time?.from) return undefined
  const isAtEnd = text.slice(time.end).trim() === ''
  const isAtStart = text.slice(0, time.start).trim() === ''
  if (isAtEnd === isAtStart) return undefined
  const before = /\b(?:on|at|by|due|until|for|due on|due by)\s+$/iu.exec(text.slice(0, time.start))
  return { at: time.from, start: before ? before.index : time.start, end: time.end }
}

function tidy(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,:;-]+|[\s,:;-]+$/g, '')
    .trim()
}
