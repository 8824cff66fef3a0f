import { useMoments as useMomentsOf } from '../use-moments.ts'

/** Days and times of versions. */
export function useMoments() {
  return useMomentsOf('versions')
}
