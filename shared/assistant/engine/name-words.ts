import type { EngineContext } from './engine.ts'
import type { Reply } from './reply.ts'

type Names = Extract<Reply, { kind: 'names' }>

const ask = String.raw`(?:(?:list|show|show me|give me|what are|who are|which|what|how many|see)(?: all)?(?: of)?(?: the| our| my| your)? )?(?:all )?(?:the |our |my )?`
const end = String.raw`(?: (?:are there|do (?:we|i) have|exist|are here|there are|have we got|we have|in (?:this|the|our) workspace))?(?: in total)?`
const nouns: readonly (readonly [Names['of'], RegExp])[] = [
  ['projects', new RegExp(`^${ask}projects${end}$`)],
  ['folders', new RegExp(`^${ask}folders${end}$`)],
  ['labels', new RegExp(`^${ask}(?:labels|tags)${end}$`)],
  [
    'people',
    new RegExp(
      `^(?:${ask}(?:people|members|team members|colleagues|users|teammates)${end}|who(?:'s|s| is| are)? (?:on|in|part of) (?:the|our|my|this) (?:team|workspace)|who (?:works|is|are) here|who(?:'s|s| is) (?:here|who))$`,
    ),
  ],
]

/** "Which projects are there?": what has a name here. `plain` as the engine makes it. */
export function readNames(plain: string, { directory }: EngineContext): Names | undefined {
  const of = nouns.find(([, pattern]) => pattern.test(plain))?.[0]
  switch (of) {
    case undefined:
      return undefined
    case 'projects':
    case 'folders':
      return { kind: 'names', of, names: directory[of].map(({ id, title }) => ({ name: title, id })) }
    case 'labels':
      return { kind: 'names', of, names: directory.labels.map((name) => ({ name })) }
    case 'people':
      return {
        kind: 'names',
        of,
        names: directory.people.filter(({ name }) => name !== '').map(({ name }) => ({ name })),
      }
  }
}
