import type { EngineContext } from './engine.ts'
import { form, type Form } from './forms.ts'
import { personNamed, unquoted } from './named.ts'
import type { ProposedAction, Reply } from './reply.ts'
import { thingsOf } from './targets.ts'

const who = '(?:she|he|they|we|everybody there)'
/** The right that is named at the end: "to read", "so that she can edit it". */
const right = String.raw`(?:,? (?:to|for|as(?: an?)?|so(?: that)? ${who} (?:can|may)|who (?:can|may)|and let (?:her|him|them)) (?:only )?(read|view|see|look at|edit|change|write)(?:er|or|ing)?(?: (?:in )?(?:it|this|there|everything))?(?: only)?)?`

const mail = String.raw`(\S+@\S+?)`

/** Who is let in, and how far. */
export const sharingForms: readonly Form[] = [
  form(String.raw`(?:stop sharing|unshare|revoke|take away|remove) .*(?:with|access|sharing).*`, () => ({
    kind: 'by-hand',
    what: 'unshare',
  })),
  form(String.raw`(?:stop sharing|unshare|revoke) .+`, () => ({ kind: 'by-hand', what: 'unshare' })),
  form(`(?:share|open) (.+) with (.+?)${right}`, readShare),
  form(
    String.raw`let (\S+(?: \p{Lu}\S*)?) (read|view|see|look at|edit|change|write)(?: in)? (.+)`,
    ([whom = '', may = '', words = ''], context) => (isMe(whom) ? undefined : readShare([words, whom, may], context)),
  ),
  form(
    String.raw`give (\S+(?: \p{Lu}\S*)?) (?:(read|view|edit|write)(?:ing)? )?access to (.+?)`,
    ([whom = '', may = '', words = ''], context) => readShare([words, whom, may], context),
  ),
  form(String.raw`invite ${mail}(?: (?:in)?to (?:this|the|our|my|the whole) workspace)?${right}`, readInvite),
  form(
    String.raw`invite (.+?) to (?!(?:this|the|our|my|the whole) workspace)(.+?)${right}`,
    ([whom = '', words = '', may = ''], context) => readShare([words, whom, may], context),
  ),
]

function isMe(whom: string): boolean {
  return /^(?:me|us)$/i.test(whom)
}

const address = /^[^\s@,;<>()"]+@[^\s@,;<>()"]+\.[^\s@,;<>()"]+$/u

/** One thing, and one person by an address or by a name that is known here. Who is not told how far gives the least. */
function readShare(
  [words = '', whom = '', may = '']: readonly string[],
  { rows, directory, here }: EngineContext,
): Reply {
  const name = unquoted(whom)
  const known = address.test(name) ? name.toLowerCase() : userOf(name, directory)
  if (known === undefined) return { kind: 'no-person', words: name }
  const things = thingsOf(rows, { words: unquoted(words), here })
  const actions: ProposedAction[] = things.map(({ id, title }) => ({
    command: 'sharing.share',
    input: { id, with: known, may: levelOf(may) },
    title,
    target: id,
  }))
  const [only] = actions
  if (!only) return { kind: 'no-thing', words: unquoted(words) }
  return actions.length === 1 ? { kind: 'action', action: only } : { kind: 'choice', actions }
}

function readInvite([whom = '', may = '']: readonly string[]): Reply {
  const email = unquoted(whom).toLowerCase()
  if (!address.test(email)) return { kind: 'no-person', words: unquoted(whom) }
  const input = { email, may: levelOf(may) }
  return { kind: 'action', action: { command: 'sharing.invite', input, title: email, target: undefined } }
}

function userOf(name: string, directory: EngineContext['directory']): string | undefined {
  return personNamed(name, directory)?.principals.find((each) => each.startsWith('user:'))
}

function levelOf(word: string): 'view' | 'edit' {
  return /^(edit|change|write)$/i.test(word) ? 'edit' : 'view'
}
