import { fileURLToPath } from 'node:url'

/** Where the public sets lie, which the repository does not hold. */
export function dataFolder(): string {
  return process.env.NEXUS_EVAL_DATA ?? fileURLToPath(new URL('../../shared/data/assistant', import.meta.url))
}
