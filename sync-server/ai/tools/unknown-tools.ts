import { isAllowed, toolBook } from './tool-box.ts'

/** Places in a list of allowed tools that allow nothing: an agent with a slip of the pen would be without that tool, and nobody told. */
export function unknownTools(allowed: readonly string[]): readonly number[] {
  const names = toolBook().map(({ name }) => name)
  return allowed.flatMap((each, at) => (names.some((name) => isAllowed([each], name)) ? [] : [at]))
}

export const unknownToolSentence = 'the name of a tool that there is, such as "tasks.create", or "tasks.*"'
