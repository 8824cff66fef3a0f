import { use } from 'react'
import type { CompareRuns } from './changed-spans.ts'

let loading: Promise<{ readonly changedSpans: CompareRuns }> | undefined

/** What compares texts, loaded when somebody first looks at a difference; until then whoever asks is suspended. */
export function useChangedSpans(): CompareRuns {
  loading ??= import('./changed-spans.ts')
  return use(loading).changedSpans
}
