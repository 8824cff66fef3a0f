import { textOfThing } from '#shared/assistant/search/thing-text.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { SearchText } from '#server/storage/search-store.ts'
import { readThing } from './read-job.ts'

/** What is to be found of a thing. undefined: nothing. */
export function searchText(input: Parameters<typeof readThing>[0]): SearchText | undefined {
  const thing = readThing(input)
  const said = thing && textOfThing(thing)
  if (!said) return undefined
  return { type: thing.type, ...said, titleWords: wordsIn(said.title), textWords: wordsIn(said.text) }
}

function wordsIn(text: string): string {
  return wordsOf(text)
    .map(({ token }) => token)
    .join(' ')
}
