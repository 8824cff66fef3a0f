import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Moment } from '../../language/moment.ts'
import type { Rows } from '../../rooms/room.ts'
import { alerts } from '../counsel/alerts.ts'
import { briefing } from '../counsel/briefing.ts'
import { nextActions } from '../counsel/next-actions.ts'
import { answer } from '../records/answer.ts'
import type { Directory } from '../records/directory.ts'
import { compileQuestion, type FindTimes, type QuestionContext } from '../records/questions/compile.ts'
import { timeAt } from '../records/questions/periods.ts'
import { corrected } from '../records/questions/spelling.ts'
import { tokensOf } from '../records/questions/tokens.ts'
import { sentenceOf } from '../records/sentence.ts'
import { todayOf } from '../records/zoned-days.ts'
import { askedSince } from '../since/asked-since.ts'
import { lastHere } from '../since/last-here.ts'
import type { Remembered } from '../since/remembered.ts'
import { since } from '../since/since.ts'
import { readAction } from './actions.ts'
import { courtesyIn, withoutCourtesy } from './courtesy.ts'
import { readFollowUp } from './follow-up.ts'
import { insteadOf } from './instead.ts'
import { readCapture } from './making-words.ts'
import { readNames } from './name-words.ts'
import type { ReadAs, Reply } from './reply.ts'
import type { Earlier } from './pointing.ts'
import { readOpen, readPointed, readThings } from './thing-words.ts'
import { readWaiting } from './waiting-words.ts'

export interface EngineContext {
  readonly rows: Rows
  readonly directory: Directory
  readonly moment: Moment
  readonly findTimes: FindTimes
  /** What the person looks at: what "this" is. */
  readonly here: ReplicaId | undefined
  /** What was said before, the latest first, for "the second one" and "and next week?"; asked for only by such words. */
  readonly earlier?: Earlier | undefined
  /** When the person was here before, as their device knows it; absent: their own changes have to tell. */
  readonly before?: { readonly fromMs: number; readonly remembered?: Remembered | undefined } | undefined
}

const help =
  /^(help|help me|what can (you|i) (do|ask)( here| for me)?|what do you (know|understand)|how do you work|who are you|what are you|(hi|hello|hey|good (morning|afternoon|evening|day))( there| nexus| assistant)?|what (commands|questions) .*|how (do|can) i use (you|this)|\?)$/
const next =
  /^(what (should|can|shall|do|must) i (do|start|work on|tackle|focus on|begin)( with)?( next| first| now| today)?|what('s| is|s) (up )?next( for me)?|what now|next|(my )?next (steps?|actions?|task)|what are my next (steps|actions|tasks)|where (do|should|shall|can) i (start|begin)|what('s| is|s) (the )?(single )?most important( task| thing)?( right now| now| today| for me)?|what needs doing( next| first)?)$/
const asked = String.raw`(?:(?:give|show|get|send|tell|read) me )?(?:an? |the |my |our |today's |this week's )*`
const wrap = '(?:briefing|brief|review|overview|summary|recap|digest|wrap-?up|report)'
const daily = new RegExp(
  `^(?:${asked}(?:daily |morning |day )*${wrap}(?: (?:of|for) (?:my|the|to)? ?day)?(?: please)?|brief me|summari[sz]e (?:my |the )?(?:day|today)|what('s|s| is) (?:up|on|happening|new|going on)( today| here)?|anything new( today)?|how (?:does|is) (?:my )?(?:day|today)( look(?:ing)?)?( like)?|(?:what does )?my day( look like)?)$`,
)
const weekly = new RegExp(
  `^(?:${asked}(?:weekly |end[- ]of[- ](?:the[- ])?week )${wrap}|${asked}${wrap} (?:of|for) (?:the|my|this|our) week|(?:my |the |this week's )*week|summari[sz]e (?:my|the|this) week|what happened (?:this|last|in the last) week|how (?:does|is) (?:my|the|this) week( look(?:ing)?)?( like)?)$`,
)
const worries =
  /^((are there |is there |do (we|i) have |have we got )?(any |show |the |my |our )*(problems|alerts|risks|issues|warnings|blockers|bottlenecks|red flags)|is (anything|something) (stuck|wrong|at risk|blocked|going wrong)|what('s| is|s) (stuck|at risk|going wrong|wrong|blocked|blocking us|slipping)|what (needs|wants|deserves) (my |our )?attention|what should i (worry|be worried) about|anything (stuck|wrong|at risk|blocked|i should (worry|know) about))$/
/** Part of a sentence that began before: "the done ones", "without a date". */
const goesOn =
  /^(?:and|only|just|but|with|without|except|excluding|those|sorted|in order)\b|^the (?!first|second|last)\S+ ones?$/
/** Nothing is done because of a question. */
const asks = /^(?:what|which|who|whose|when|where|why|how|is|are|am|does|did|was|were|has|any|show|list|find)\b/
/** To write, explain or judge takes more than records. */
const forModel =
  /^(please )?(write|rewrite|summari[sz]e|translate|explain|draft|shorten|improve|compose|why|how(?! (?:many|much))|should|could|would|compare|suggest|brainstorm|outline|continue)\b/

/** Words → what to say. Pure and quick: the same words about the same rows at the same moment get the same reply, on a device as on a server. */
export function reply(text: string, given: EngineContext): Reply {
  const context = { ...given, directory: withHere(given) }
  const said = text.trim().replaceAll(/\s+/g, ' ').replaceAll('’', "'")
  if (help.test(plainOf(said))) return { kind: 'help' }
  const courtesy = courtesyIn(plainOf(said))
  if (courtesy) return { kind: 'courtesy', which: courtesy }
  const words = withoutCourtesy(said)
  const plain = plainOf(words)
  if (plain === '' || help.test(plain)) return { kind: 'help' }
  return (
    missed(plain, context) ??
    readWaiting(words, context) ??
    advice(plain, context) ??
    readNames(plain, context) ??
    readOpen(words, context) ??
    (goesOn.test(plain) ? readFollowUp(words, context) : undefined) ??
    question(words, context) ??
    readFollowUp(words, context) ??
    readThings(words, context) ??
    readPointed(words, context) ??
    onlyTime(plain, context) ??
    (asks.test(plain) ? undefined : (readAction(words, context) ?? capture(words, plain, context))) ??
    refusal(words, plain, context)
  )
}

function plainOf(words: string): string {
  return words.toLowerCase().replace(/[\s?!.]+$/u, '')
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
  if (isOrder(words)) return undefined
  const asked = readQuestion(words, { directory, moment, findTimes })
  if (!asked) return undefined
  return {
    kind: 'answer',
    sentence: sentenceOf(asked.query, directory),
    answer: answer(rows, asked.query, { ...moment, who: directory }),
    ...(asked.readAs.length > 0 && { readAs: asked.readAs }),
  }
}

/** "Tomorrow", "by Friday": what is due then. */
function onlyTime(plain: string, context: EngineContext): Reply | undefined {
  const tokens = tokensOf(plain.replace(/^(?:on|by|until|before|for) /, ''))
  const { moment } = context
  const time = timeAt(tokens, 0, { today: todayOf(moment), weekStartsOn: moment.weekStartsOn })
  return time?.length === tokens.length ? question(`due ${plain}`, context) : undefined
}

const mostCorrections = 3

/** As it stands, else with its slips mended where only one word can be meant. */
function readQuestion(words: string, context: QuestionContext) {
  const readAs: ReadAs[] = []
  for (let text = words; ; ) {
    const compiled = compileQuestion(text, context)
    if (compiled.ok) return { query: compiled.query, readAs }
    if (compiled.reason !== 'unknown' || readAs.length === mostCorrections) return undefined
    const mended = corrected(text, compiled.words)
    if (!mended) return undefined
    text = mended.text
    readAs.push({ said: mended.said, meant: mended.meant })
  }
}

/** "Open tasks except Bob's due this week" asks, though it was not understood. */
const records =
  /^(?:any|anything|something|anyone|everything|do (?:i|we|you|they))\b|^(?:all |my |our |the |open |overdue |urgent |repeating )*(?:tasks|todos|documents|docs|ideas)\b|\b(?:over)?due\b.* or .*\b(?:over)?due\b/

/** What nothing else was made of, but says when or how pressing: a line for a capture field. */
function capture(words: string, plain: string, context: EngineContext): Reply | undefined {
  return forModel.test(plain) || records.test(plain) || words.endsWith('?') ? undefined : readCapture(words, context)
}

/** "Finish Website" could be read as a question after what is finished; an order is meant. */
function isOrder(words: string): boolean {
  return /^(please )?(complete|finish|close|create|make|add|change|edit|update|touch|write|capture|delete|remove|trash|rename)\s/i.test(
    words,
  )
}

function refusal(words: string, plain: string, context: EngineContext): Reply {
  const { directory, moment, findTimes } = context
  const compiled = compileQuestion(words, { directory, moment, findTimes })
  if (!compiled.ok && compiled.reason === 'not-recorded') return { kind: 'not-recorded', sentences: compiled.sentences }
  if (forModel.test(plain)) return { kind: 'needs-model' }
  const unknown = compiled.ok ? [] : compiled.words
  const instead = insteadOf(words, unknown, context)
  return { kind: 'not-understood', words: unknown, ...(instead.length > 0 && { instead }) }
}
