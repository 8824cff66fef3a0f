import { z } from 'zod'
import { foundThing } from './answer.ts'

/** What is near in meaning, as REST has it. */
export const meantThings = z.object({
  isOn: z
    .boolean()
    .meta({ description: 'The organisation has a model for embeddings, and texts that were read with it' }),
  items: z.array(foundThing).readonly().meta({
    description: 'The nearest first, whether they hold the words or not; the snippet is of the nearest passage',
  }),
})
export type MeantThings = z.infer<typeof meantThings>

/** What somebody says with what they typed: without what narrows it, and without what is to be left out. */
export function saidIn(typed: string): string {
  return typed
    .replace(/(^|\s)-(?:"[^"]*"?|\S+)/g, ' ')
    .replace(/(^|\s)(?:type|in):(?:"[^"]*"?|[^\s"]+)/gi, ' ')
    .replaceAll('"', ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
