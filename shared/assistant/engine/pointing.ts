import type { ReplicaId } from '../../kit/ids.ts'
import type { Reply } from './reply.ts'

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
const one = new RegExp(
  String.raw`^(?:the |number |no\.? ?|#)?(${ordinals.join('|')}|last|[1-9]\d?)(?:st|nd|rd|th)?(?: (?:one|task|item|thing|on the list))?$`,
  'i',
)
const all =
  /^(?:(?:all|both|each|every one|any) (?:of )?)?(?:them|these|those|all of (?:them|these|those)|these ones|those (?:ones|tasks)|these tasks)(?: all| both)?$|^(?:all|both)$/i
const it = /^(?:it|that|that one|that task|this one|the one)$/i

/** The latest first; made when it is asked for. */
export type Earlier = () => readonly Reply[]

/** What a reply was about, in the order in which it is shown. */
function idsIn(reply: Reply): readonly ReplicaId[] {
  switch (reply.kind) {
    case 'answer':
      // In groups another order is shown.
      return reply.answer.groups ? [] : reply.answer.ids
    case 'found':
    case 'unclear-name':
      return reply.ids
    case 'facts':
      return reply.things.map(({ id }) => id)
    case 'next':
      return reply.actions.map(({ id }) => id)
    case 'action':
      return reply.action.target ? [reply.action.target] : []
    case 'choice':
    case 'several':
      return reply.actions.flatMap(({ target }) => target ?? [])
    default:
      return []
  }
}

/** "The second one", "it", "all of them", of what was told before. undefined: the words point at nothing. */
export function pointed(words: string, earlier: Earlier | undefined): readonly ReplicaId[] | undefined {
  const said = words.trim()
  if (!earlier || ![it, all, one].some((pattern) => pattern.test(said))) return undefined
  // "It" is what was spoken of last; "the second one" is of the latest list, whatever was done with it since.
  const replies = earlier().filter((reply) => idsIn(reply).length > 0)
  const [latest] = replies
  if (it.test(said)) return latest && idsIn(latest).length === 1 ? idsIn(latest) : undefined
  // One that was looked at in between is no list.
  const others = replies.filter(({ kind }) => kind !== 'action')
  const list = others.find((reply) => reply.kind === 'answer' || idsIn(reply).length > 1) ?? others[0]
  const ids = list ? idsIn(list) : []
  if (ids.length === 0) return undefined
  if (all.test(said)) return ids
  const which = one.exec(said)?.[1]?.toLowerCase()
  if (which === undefined) return undefined
  const at = which === 'last' ? ids.length - 1 : /^\d/.test(which) ? Number(which) - 1 : ordinals.indexOf(which)
  const id = ids[at]
  return id === undefined ? [] : [id]
}

/** Words that mean more than one thing by themselves. */
export function isPlural(words: string): boolean {
  return all.test(words.trim())
}
