import { allows } from '#shared/access/roles.ts'
import { isReplicaId, type PrincipalId, type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { ActivityItem, ActivityPage, ActivityQuery } from '#shared/protocol/rest-activity.ts'
import type { TakeBackInput } from '#shared/rooms/versions/index.ts'
import type { View } from '#server/access/access.ts'
import type { Catalogue, Shelf } from '#server/resources/catalogue.ts'
import { titleOf } from '#server/resources/collections.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { type FactsPlace, openFactsReader } from './activity-facts.ts'
import { type FeedLine, isTold, linesIn, readFeed } from './activity-feed.ts'
import { type Left, openLeftReader } from './activity-left.ts'
import { stepsBackOf } from './activity-undo.ts'
import { defaultPoolOptions, openWorkerPool } from './worker/worker-pool.ts'

/** What happened in workspaces, told from the log to whoever may see it. */
export interface Activity {
  /** Without the names: who is called what is known elsewhere. undefined: there is no such workspace. */
  page(asked: ActivityAsked): Promise<Omit<ActivityPage, 'names'> | undefined>
  /**
   * What takes back an act of an agent, or of the reader: the input of `versions.takeBack`, as far as the reader may write there. What reached beyond the
   * workspace is taken back at the door by which it was done.
   */
  undoOf(reader: Reader, act: string): Promise<Outcome<'not-found' | 'history-gone', TakeBackInput>>
  close(): Promise<void>
}

export interface Reader {
  readonly principal: PrincipalId
  readonly workspace: WorkspaceId
  /** What the reader may read now: nothing else is looked at. */
  readonly view: View
}

export interface ActivityAsked extends Reader {
  readonly query: ActivityQuery
}

interface ActivityPorts {
  readonly storage: Storage
  readonly catalogue: Catalogue
}

/** The first job loads all rooms. */
const timeoutMs = 30_000
/** So long a stretch of the log an act may have. */
const maxSeqs = 20_000

export function openActivity({ storage, catalogue }: ActivityPorts): Activity {
  const pool = openWorkerPool({ ...defaultPoolOptions, timeoutMs, idleMs: 60_000 })
  const readFacts = openFactsReader(pool)
  const readLeft = openLeftReader(pool)
  const openPlace = async (workspace: WorkspaceId) => {
    const home = await homeOfWorkspace(storage, workspace)
    const shelf = home && (await catalogue.of(workspace))
    return home && shelf ? { place: { workspace, store: home.store.log }, shelf } : undefined
  }
  return {
    page: async ({ principal, workspace, view, query }) => {
      const open = await openPlace(workspace)
      if (!open) return undefined
      const { place, shelf } = open
      const asked = {
        ...query,
        isShown: shownTo(view, shelf, query),
        isOutwardShown: outwardShownTo(view, shelf, query),
      }
      const { lines, next } = await readFeed(readFacts, place, asked)
      const items: ActivityItem[] = []
      for (const line of lines) {
        const left = isUndoable(line, { principal, view, shelf }) ? await readLeft(place, shelf, line) : undefined
        items.push(itemOf(line, { shelf, thing: query.thing, left }))
      }
      return { items, ...(next !== undefined && { next }) }
    },
    undoOf: async ({ principal, workspace, view }, act) => {
      const open = await openPlace(workspace)
      const stretch = stretchOf(act)
      if (!open || !stretch) return refused('not-found')
      const { place, shelf } = open
      const line = await lineOf(place, stretch)
      if (!line || !isTheirs(line, principal)) return refused('not-found')
      const things = await stepsBackOf(pool, place, line)
      return things ? done({ things }) : refused('history-gone')

      async function lineOf(at: FactsPlace, { from, to, thing }: Stretch): Promise<FeedLine | undefined> {
        const envelopes = await at.store.envelopes(workspace, { before: to + 1, max: to - from + 1 })
        const isShown = shownTo(view, shelf, { thing })
        const lines = await linesIn({ readFacts, place: at }, envelopes, {
          isShown: (id) => isShown(id) && mayWrite(view, id),
          isOutwardShown: () => false,
        })
        return lines.find((each) => nameOf(each, thing) === act)
      }
    },
    close: () => pool.close(),
  }
}

/** What may be read now, has a row, and is asked for. */
function shownTo({ isWhole, mayRead }: View, shelf: Shelf, { type, thing }: Pick<ActivityQuery, 'type' | 'thing'>) {
  return (id: ReplicaId): boolean =>
    isTold(id) &&
    (isWhole || mayRead(id)) &&
    (type === undefined || typeOf(id) === type) &&
    (thing === undefined || id === thing) &&
    shelf.rows.has(id)
}

/** A proposal that the reader may read, about something that is asked for. */
function outwardShownTo(view: View, shelf: Shelf, query: Pick<ActivityQuery, 'type' | 'thing'>) {
  const isShown = shownTo(view, shelf, query)
  const { isWhole, mayRead } = view
  const isOfAll = query.type === undefined && query.thing === undefined
  return (proposal: ReplicaId, thing: ReplicaId | undefined): boolean =>
    (isWhole || mayRead(proposal)) && shelf.rows.has(proposal) && (thing === undefined ? isOfAll : isShown(thing))
}

/** Named versions have a name, which nobody but agents' acts are told by. */
function titleIn(shelf: Shelf, id: ReplicaId): string {
  const row = shelf.rows.get(id)
  const { name } = (row?.value ?? {}) as { readonly name?: unknown }
  return titleOf(row ?? { value: {} }) || (typeof name === 'string' ? name : '')
}

interface Undoing {
  readonly principal: PrincipalId
  readonly view: View
  readonly shelf: Shelf
}

/** An agent or the reader did it, the reader may write there, and what it made is not in the trash already. */
function isUndoable(line: FeedLine, { principal, view, shelf }: Undoing): boolean {
  const { act, deeds } = line
  const ids = deeds.map(({ sitting }) => sitting.replica)
  const valueOf = (each: ReplicaId) => shelf.rows.get(each)?.value as { readonly trashedAt?: number } | undefined
  const isGone = act === 'created' && ids.every((each) => valueOf(each)?.trashedAt !== undefined)
  return isTheirs(line, principal) && ids.every((each) => mayWrite(view, each)) && !isGone
}

/** To be taken back by this reader: of an agent everything, of their own all but what they wrote or drew, which has versions. */
function isTheirs({ deeds, fields, outward }: FeedLine, principal: PrincipalId): boolean {
  const sitting = deeds[0]?.sitting
  if (outward) return false
  return sitting?.agency !== undefined || (sitting?.author === principal && !fields.includes('content'))
}

interface ItemPlace {
  readonly shelf: Shelf
  readonly thing: ReplicaId | undefined
  /** undefined: it is not the reader's to take back. */
  readonly left: Left | undefined
}

function itemOf(line: FeedLine, { shelf, thing, left }: ItemPlace): ActivityItem {
  const { act, type, fields, deeds, from, to, outward } = line
  const { author: by, agency } = (deeds[0] as FeedLine['deeds'][number]).sitting
  const all = [...new Set(deeds.map(({ sitting }) => sitting.replica))].toReversed()
  const ids = act === 'invited' ? [] : all
  return {
    id: nameOf(line, thing),
    act,
    type,
    things: ids.map((each) => ({ id: each, title: titleIn(shelf, each) })),
    fields,
    by,
    ...(agency && { assistant: agency }),
    from,
    to,
    canUndo: left?.canUndo ?? false,
    ...(left && left.changedSince.length > 0 && { changedSince: left.changedSince }),
    ...(left?.isDrawing && { onlyByHistory: true }),
    ...(outward && { outward: { whom: outward.whom, may: outward.may, before: outward.before } }),
  }
}

function mayWrite({ role, exceptions }: View, id: ReplicaId): boolean {
  return (role !== undefined && allows(role, 'write')) !== exceptions.includes(id)
}

interface Stretch {
  readonly from: number
  readonly to: number
  readonly thing: ReplicaId | undefined
}

/** Where one thing was asked for, it is the part of the act that is about that. */
function nameOf({ id }: FeedLine, thing: ReplicaId | undefined): string {
  return thing === undefined ? id : `${id}-${thing}`
}

/** The name of an act begins with the seqs from which to which it goes. */
function stretchOf(act: string): Stretch | undefined {
  const [first, last, , , thing] = act.split('-')
  const [from, to] = [Number(first), Number(last)]
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to || to - from >= maxSeqs) return undefined
  if (thing !== undefined && !isReplicaId(thing)) return undefined
  return { from, to, thing }
}

/** Whom a page names. */
export function principalsIn(items: readonly ActivityItem[]): readonly PrincipalId[] {
  const all = items.flatMap(({ by, assistant, outward }) => {
    const whom = outward?.whom.startsWith('user:') ? (outward.whom as PrincipalId) : undefined
    return [by, assistant?.agent, assistant?.requester, assistant?.acceptedBy, whom]
  })
  return [...new Set(all.flatMap((each) => (each ? [each] : [])))]
}
