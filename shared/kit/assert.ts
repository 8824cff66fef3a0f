/** Stops on a bug: something that the code around it promises can not happen. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}

/** The default branch of an exhaustive switch: a new kind fails the build, not the user. */
export function unreachable(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`)
}
