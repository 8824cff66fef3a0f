import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import type { Rows } from '../../rooms/room.ts'
import { alerts } from '../counsel/alerts.ts'
import { briefing } from '../counsel/briefing.ts'
import { nextActions } from '../counsel/next-actions.ts'
import { answer } from '../records/answer.ts'
import type { Directory } from '../records/directory.ts'
import { compileQuestion, type FindTimes } from '../records/questions/compile.ts'
import { sentenceOf } from '../records/sentence.ts'
import { askedSince } from '../since/asked-since.ts'
import { lastHere } from '../since/last-here.ts'
import type { Remembered } from '../since/remembered.ts'
import { since } from '../since/since.ts'
import { readAction } from './actions.ts'
import type { Reply } from './reply.ts'

export interface EngineContext {
  readonly rows: Rows
  readonly directory: Directory
  readonly moment: Moment
  readonly findTimes: FindTimes
  /** What the person looks at: what "this" is. */
  readonly here: ReplicaId | undefined
  /** When the person was here before, as their device knows it; absent: their own changes have to tell. */
  readonly before?: { readonly fromMs: number; readonly remembered?: Remembered | undefined } | undefined
}

const help =
  /^(help|what can (you|i) (do|ask)( here)?|what do you (know|understand)|how do you work|who are you|what are you|hi|hello|\?)$/
const next =
  /^(what (should|can|shall|do) i (do|start|work on)( with)?( next| first| now)?|what('s| is) next|what now|next|where (do|should) i start|what('s| is) (the )?most important( task)?)$/
const daily =
  /^(briefing|(my |daily |today's )+briefing|brief me|what('s| is) (up|on|happening|new)( today)?|how (does|is) (my )?(day|today)( look(ing)?)?( like)?|(what does )?my day( look like)?)$/
const weekly =
  /^((my |the |this week's )*(weekly briefing|week)|weekly (briefing|review|overview)|briefing (for|of) (the|this) week|what happened (this|last|in the last) week|how (does|is) my week( look(ing)?)?( like)?)$/
const worries =
  /^(alerts|(any |show |the )*(problems|alerts|risks)|is (anything|something) (stuck|wrong|at risk)|what('s| is) (stuck|at risk|going wrong|wrong)|what (needs|wants) (my )?attention)$/
/** To write, explain or judge takes more than records. */
const forModel =
  /^(please )?(write|rewrite|summari[sz]e|translate|explain|draft|shorten|improve|compose|why|how|should|could|would|compare|suggest|brainstorm|outline|continue)\b/

/** Words → what to say. Pure and quick: the same words about the same rows at the same moment get the same reply, on a device as on a server. */
export function reply(text: string, given: EngineContext): Reply {
  const context = { ...given, directory: withHere(given) }
  const words = text.trim().replaceAll(/\s+/g, ' ')
  const plain = words
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[\s?!.]+$/u, '')
  if (plain === '' || help.test(plain)) return { kind: 'help' }
  return (
    missed(plain, context) ??
    advice(plain, context) ??
    question(words, context) ??
    readAction(words, context) ??
    refusal(words, plain, context)
  )
}

/** "This project" is a name, too. */
function withHere({ directory, here }: EngineContext): Directory {
  const project = directory.projects.find(({ id }) => id === here)
  return project
    ? { ...directory, projects: [...directory.projects, { id: project.id, title: 'this project' }] }
    : directory
}

function advice(plain: string, { rows, directory, moment }: EngineContext): Reply | undefined {
  const asker = { me: directory.me.principals, moment }
  if (next.test(plain)) return { kind: 'next', actions: nextActions(rows, asker) }
  if (worries.test(plain)) return { kind: 'alerts', alerts: alerts(rows, asker) }
  const period = daily.test(plain) ? 'day' : weekly.test(plain) ? 'week' : undefined
  return (
    period && { kind: 'briefing', period, parts: briefing(rows, { ...asker, period, others: othersIn(directory) }) }
  )
}

/** What happened while the asker was away, or since a time that they name. */
function missed(plain: string, { rows, directory, moment, findTimes, before }: EngineContext): Reply | undefined {
  const asked = askedSince(plain, { moment, findTimes })
  if (!asked) return undefined
  const { name, principals: me } = directory.me
  const fromMs = asked === 'last' ? (before?.fromMs ?? lastHere(rows, { me, nowMs: moment.nowMs })) : asked.fromMs
  if (fromMs === undefined) return { kind: 'since-unknown' }
  return { kind: 'since', since: since(rows, { me, moment, name, fromMs, remembered: before?.remembered }) }
}

/** Whose changes are news to the asker. */
export function othersIn({ people, me }: Directory): readonly PrincipalId[] {
  return people.flatMap(({ principals }) => principals).filter((each) => !me.principals.includes(each))
}

function question(words: string, { rows, directory, moment, findTimes }: EngineContext): Reply | undefined {
  const compiled = compileQuestion(words, { directory, moment, findTimes })
  if (!compiled.ok || isOrder(words)) return undefined
  return {
    kind: 'answer',
    sentence: sentenceOf(compiled.query, directory),
    answer: answer(rows, compiled.query, moment),
  }
}

/** "Finish Website" could be read as a question after what is finished; an order is meant. */
function isOrder(words: string): boolean {
  return /^(please )?(complete|finish|close|create|make|add|change|edit|update|touch|write|capture)\s/i.test(words)
}

function refusal(words: string, plain: string, { directory, moment, findTimes }: EngineContext): Reply {
  const compiled = compileQuestion(words, { directory, moment, findTimes })
  if (!compiled.ok && compiled.reason === 'not-recorded') return { kind: 'not-recorded', sentences: compiled.sentences }
  if (forModel.test(plain)) return { kind: 'needs-model' }
  return { kind: 'not-understood', words: compiled.ok ? [] : compiled.words }
}
