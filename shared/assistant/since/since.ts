import type { PrincipalId, ReplicaId } from '../../kit/ids.ts'
import type { Rows } from '../../rooms/room.ts'
import type { CalendarDate } from '../../rooms/tasks/index.ts'
import type { Asker } from '../counsel/next-actions.ts'
import { type Facets, recordsOf } from '../records/facets.ts'
import { recordTypes } from '../records/query.ts'
import { dayIn, daysBetween, todayOf } from '../records/zoned-days.ts'
import { ownerOf } from '../records/matcher.ts'
import type { Remembered } from './remembered.ts'
import { namesOf, saysDecision, textOf } from './words-of.ts'

/** Why something that happened concerns the person: something that is so of it, and no guess. */
export type SinceReason =
  /** It is the person's to do, and somebody else made it so. */
  | { readonly kind: 'given' }
  | { readonly kind: 'names-you' }
  /** Its day is another than the person saw last. */
  | { readonly kind: 'moved'; readonly from: CalendarDate | undefined; readonly to: CalendarDate | undefined }
  /** A day of the person's own that has passed meanwhile. */
  | { readonly kind: 'fell-due'; readonly days: number }
  /** Somebody else finished what is the person's. */
  | { readonly kind: 'done' }
  | { readonly kind: 'decided' }
  | { readonly kind: 'yours' }

export const deeds = ['made', 'done', 'changed', 'trashed'] as const
export type Deed = (typeof deeds)[number]

export interface SinceItem {
  readonly id: ReplicaId
  readonly title: string
  /** undefined: nobody did anything to it, its day has passed. */
  readonly deed: Deed | undefined
  /** Who made it, where it is new; else whose the latest change is. */
  readonly by: PrincipalId | undefined
  readonly atMs: number
  /** The strongest first; none: it happened, and does not concern the person more than others. */
  readonly reasons: readonly SinceReason[]
}

/** What one person did, each thing once. */
export interface SinceOf {
  readonly who: PrincipalId
  readonly isMe: boolean
  readonly ids: Readonly<Record<Deed, readonly ReplicaId[]>>
  readonly total: number
}

export interface Since {
  readonly fromMs: number
  /** What others did, and whose day has passed. What concerns the person most comes first, then the latest. */
  readonly items: readonly SinceItem[]
  /** How many of them have a reason; they stand first. */
  readonly concerning: number
  /** Who did most first; the person last. */
  readonly people: readonly SinceOf[]
  /** Of days that were moved and tasks that were given something is known only where the device remembers what was before. */
  readonly remembers: boolean
}

export interface SinceParams extends Asker {
  readonly fromMs: number
  readonly name: string
  readonly remembered?: Remembered | undefined
}

const weights: Readonly<Record<SinceReason['kind'], number>> = {
  given: 60,
  'names-you': 50,
  moved: 45,
  'fell-due': 40,
  done: 30,
  decided: 25,
  yours: 20,
}

/**
 * What happened since a moment, as rows tell it: they know the latest change of each thing, who made it, and when it was made or finished.
 * Depends on nothing but what it is given; the order of the rows does not matter.
 */
export function since(rows: Rows, params: SinceParams): Since {
  const { fromMs, me } = params
  const records = recordTypes.flatMap((type) => recordsOf(rows, type))
  const done = records.flatMap((record) => deedOf(record, { fromMs, me }) ?? [])
  const view = viewOf(rows, params)
  const news = done.filter(({ by }) => !me.includes(by)).map((each) => itemOf(each, view))
  const known = new Set(news.map(({ id }) => id))
  const passed = records.filter(({ id }) => !known.has(id)).flatMap((record) => passedOf(record, view) ?? [])
  const items = [...news, ...passed].sort(
    (a, b) => weightOf(b) - weightOf(a) || b.atMs - a.atMs || (a.id < b.id ? -1 : 1),
  )
  return {
    fromMs,
    items,
    concerning: items.filter(({ reasons }) => reasons.length > 0).length,
    people: peopleOf(done, me),
    remembers: view.before !== undefined,
  }
}

interface Done {
  readonly record: Facets
  readonly deed: Deed
  readonly by: PrincipalId
}

/** What its latest change came to: of a thing that was made and finished since it is that it was finished. */
function deedOf(record: Facets, { fromMs, me }: Pick<SinceParams, 'fromMs' | 'me'>): Done | undefined {
  const { author, changed, changedBy: by } = record
  if (changed <= fromMs) return undefined
  // Made and thrown away meanwhile: nobody has to know.
  if (record.isTrashed) return record.created >= fromMs ? undefined : { record, deed: 'trashed', by }
  if ((record.completed ?? 0) >= fromMs) return { record, deed: 'done', by }
  // Of the person's own what others did to it is the news; and what they went on with themselves is none.
  const isNews = record.created >= fromMs && isOf(author ?? by, me) === me.includes(by)
  return isNews ? { record, deed: 'made', by: author ?? by } : { record, deed: 'changed', by }
}

interface SinceView {
  readonly me: readonly PrincipalId[]
  readonly today: CalendarDate
  readonly fromDay: CalendarDate
  readonly before: Remembered | undefined
  isNamed(text: string): boolean
  textOf(record: Facets): string
}

function viewOf(rows: Rows, { me, name, moment, fromMs, remembered }: SinceParams): SinceView {
  return {
    me,
    today: todayOf(moment),
    fromDay: dayIn(moment.timeZone)(fromMs),
    // What was remembered before may have become another by what the person knows of.
    before: remembered && remembered.atMs >= fromMs ? remembered : undefined,
    isNamed: namesOf(name),
    textOf: (record) => textOf(rows, record),
  }
}

function itemOf({ record, deed, by }: Done, view: SinceView): SinceItem {
  const { id, title, changed: atMs } = record
  const reasons = reasonsFor(record, deed, view).toSorted((a, b) => weights[b.kind] - weights[a.kind])
  return { id, title, deed, by, atMs, reasons }
}

function reasonsFor(record: Facets, deed: Deed, view: SinceView): SinceReason[] {
  const { me } = view
  const isMine = isOf(ownerOf(record), me)
  const isMade = isOf(record.author, me)
  const reasons: SinceReason[] = []
  if (deed === 'trashed') return isMine || isMade ? [{ kind: 'yours' }] : []
  if (deed === 'done') return isMine || isMade ? [{ kind: 'done' }] : []
  if (isGiven(record, deed, view)) reasons.push({ kind: 'given' })
  const moved = movedOf(record, view)
  if (moved) reasons.push(moved)
  const fell = fellDue(record, view)
  if (fell) reasons.push(fell)
  const text = view.textOf(record)
  if (view.isNamed(text)) reasons.push({ kind: 'names-you' })
  if (saysDecision(text)) reasons.push({ kind: 'decided' })
  if (reasons.length === 0 && (isMine || isMade)) reasons.push({ kind: 'yours' })
  return reasons
}

/** Made by somebody else for the person, or not the person's when they saw it last. */
function isGiven({ id, assignee, author }: Facets, deed: Deed, { me, before }: SinceView): boolean {
  if (!isOf(assignee, me)) return false
  if (deed === 'made') return !isOf(author, me)
  return before !== undefined && before.isWhole && !(id in before.tasks)
}

function movedOf({ id, due }: Facets, { before }: SinceView): SinceReason | undefined {
  const was = before?.tasks[id]
  if (was === undefined || was === (due ?? '')) return undefined
  return { kind: 'moved', from: was || undefined, to: due }
}

function fellDue(record: Facets, { me, today, fromDay }: SinceView): SinceReason | undefined {
  const { due, status, isTrashed } = record
  if (due === undefined || status === 'done' || isTrashed || !isOf(ownerOf(record), me)) return undefined
  return due >= fromDay && due < today ? { kind: 'fell-due', days: daysBetween(due, today) } : undefined
}

function passedOf(record: Facets, view: SinceView): SinceItem | undefined {
  const fell = fellDue(record, view)
  if (!fell) return undefined
  const { id, title, changed: atMs } = record
  return { id, title, deed: undefined, by: undefined, atMs, reasons: [fell] }
}

function weightOf({ reasons }: SinceItem): number {
  return reasons.reduce((sum, { kind }) => sum + weights[kind], 0)
}

function isOf(principal: PrincipalId | undefined, me: readonly PrincipalId[]): boolean {
  return principal !== undefined && me.includes(principal)
}

/** The person under every id is one. */
function peopleOf(done: readonly Done[], me: readonly PrincipalId[]): readonly SinceOf[] {
  const whoOf = ({ by }: Done) => (me.includes(by) ? (me[0] ?? by) : by)
  const sorted = done.toSorted((a, b) => b.record.changed - a.record.changed || (a.record.id < b.record.id ? -1 : 1))
  const byWho = new Map<PrincipalId, Done[]>()
  for (const each of sorted) {
    const all = byWho.get(whoOf(each))
    if (all) all.push(each)
    else byWho.set(whoOf(each), [each])
  }
  return [...byWho]
    .map(([who, all]): SinceOf => {
      const idsOf = (deed: Deed) => all.filter((each) => each.deed === deed).map(({ record }) => record.id)
      const ids = { made: idsOf('made'), done: idsOf('done'), changed: idsOf('changed'), trashed: idsOf('trashed') }
      return { who, isMe: me.includes(who), ids, total: all.length }
    })
    .sort((a, b) => Number(a.isMe) - Number(b.isMe) || b.total - a.total || (a.who < b.who ? -1 : 1))
}
