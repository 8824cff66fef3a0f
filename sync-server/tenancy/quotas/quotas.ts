import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { type QuotaName, quotaNames, type QuotaUse } from '#shared/protocol/rest-admin.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import type { OrganisationUse, QuotaPlace } from '#server/storage/quota-store.ts'
import { type Act, noteOf } from '../act.ts'
import { type ConnectionQuotas, openConnectionQuotas } from './connection-quotas.ts'
import { type LogQuotas, openLogQuotas } from './log-quotas.ts'
import type { QuotaBook } from './quota-book.ts'
import { isSamePlace, levelOf } from './quota-levels.ts'
import { QuotaShelf } from './quota-shelf.ts'
import { openTellings, type TellingPorts, type Tellings } from './quota-tellings.ts'
import { openRequestQuotas, type RequestQuotas } from './request-quotas.ts'

export type QuotaPorts = TellingPorts

export type QuotaLimits = Readonly<Partial<Record<QuotaName, number | undefined>>>

/** What organisations and their workspaces may use. Each door asks here; workspaces and members are refused by the store itself. */
export interface Quotas {
  readonly log: LogQuotas
  readonly connections: ConnectionQuotas
  limitsOf(organisation: OrganisationId, workspace?: WorkspaceId): Promise<QuotaLimits>
  /** What is not named stays; undefined takes a limit away. */
  setLimits(place: QuotaScope, limits: QuotaLimits, act: Act): Promise<void>
  /** Every quota with its use, limited or not. */
  report(organisation: OrganisationId, workspace?: WorkspaceId): Promise<readonly QuotaUse[]>
  /** One request. undefined: within the limit; else milliseconds until there is room. */
  request(organisation: OrganisationId): number | undefined | Promise<number | undefined>
  /** Something was made or taken away there: what is near or full by now is noted. */
  review(organisation: OrganisationId, full?: QuotaName): void
  /** The organisation has gone. */
  forget(organisation: OrganisationId): void
  /** Fulfilled when everything that was to be noted is. */
  settled(): Promise<void>
}

/** An organisation, or one workspace of it. */
export type QuotaScope = OrganisationId | { readonly organisation: OrganisationId; readonly workspace: WorkspaceId }

export function openQuotas(ports: QuotaPorts): Quotas {
  const shelf = new QuotaShelf(ports)
  const requests = openRequestQuotas(ports.clock)
  const tellings = openTellings(ports)
  const connections = openConnectionQuotas(shelf, (organisation) => review(organisation, 'max_connections'))
  const countsOf = async (organisation: OrganisationId) => {
    const store = await ports.storage.organisation(organisation)
    const counted = usedBy(await store.use())
    const tokens = await tokensOf(store, ports.clock.now())
    return (place: QuotaPlace): number => {
      const { name, workspace } = place
      if (name === 'max_connections') return connections.countIn(workspace ?? organisation)
      if (name === 'max_requests_per_minute') return workspace ? 0 : requests.countIn(organisation)
      if (name === 'max_ai_tokens') return workspace ? 0 : tokens.all
      if (name === 'max_ai_tokens_per_person') return workspace ? 0 : tokens.ofOne
      if (name === 'max_embedding_tokens') return workspace ? 0 : tokens.embeddings
      return counted(place)
    }
  }
  const review = (organisation: OrganisationId, full?: QuotaName) =>
    tellings.later(async () => {
      const { limits } = await shelf.bookOf(organisation)
      if (limits.length === 0) return
      const used = await countsOf(organisation)
      for (const limit of limits) {
        const level = { ...limit, used: used(limit), limit: limit.value, isRefused: limit.name === full }
        await tellings.tell(organisation, level)
      }
    })
  return {
    log: openLogQuotas({ ...ports, shelf, noted: logTellings(shelf, tellings) }),
    connections,
    ...limitMethods({ ports, shelf, countsOf, review }),
    request: requestMethod({ shelf, requests, review }),
    review,
    forget: (organisation) => {
      shelf.forget(organisation)
      tellings.forget(organisation)
    },
    settled: () => tellings.settled(),
  }
}

interface Parts {
  readonly ports: QuotaPorts
  readonly shelf: QuotaShelf
  readonly requests: RequestQuotas
  countsOf(organisation: OrganisationId): Promise<(place: QuotaPlace) => number>
  review(organisation: OrganisationId, full?: QuotaName): void
}

function limitMethods({
  ports: { storage, clock },
  shelf,
  countsOf,
  review,
}: Omit<Parts, 'requests'>): Pick<Quotas, 'limitsOf' | 'setLimits' | 'report'> {
  return {
    limitsOf: async (organisation, workspace) => {
      const { limits } = await shelf.bookOf(organisation)
      const own = limits.filter((limit) => limit.workspace === workspace)
      return Object.fromEntries(own.map(({ name, value }) => [name, value]))
    },
    setLimits: async (scope, limits, act) => {
      const { organisation, workspace } = typeof scope === 'string' ? { organisation: scope } : { ...scope }
      const changes = quotaNames.flatMap((name) => (name in limits ? [{ name, workspace, value: limits[name] }] : []))
      const object = workspace ? `workspace:${workspace}` : `organization:${organisation}`
      const store = await storage.organisation(organisation)
      await store.setQuotas(changes, noteOf(clock, act, { action: 'quota.set', object, body: { ...limits } }))
      shelf.forget(organisation)
      review(organisation)
    },
    report: async (organisation, workspace) => {
      const book = await shelf.bookOf(organisation)
      const used = await countsOf(organisation)
      return quotaNames.map((name) => {
        const level = { limit: book.limitOf(name, workspace), used: used({ name, workspace }) }
        return { name, ...level, state: level.limit === undefined ? 'fine' : levelOf({ ...level, limit: level.limit }) }
      })
    },
  }
}

function requestMethod({ shelf, requests, review }: Pick<Parts, 'shelf' | 'requests' | 'review'>): Quotas['request'] {
  const take = (organisation: OrganisationId, book: QuotaBook) => {
    const waitMs = requests.take(organisation, book.limitOf('max_requests_per_minute'))
    if (waitMs !== undefined) review(organisation, 'max_requests_per_minute')
    return waitMs
  }
  return (organisation) => {
    const known = shelf.knownOf(organisation)
    return known ? take(organisation, known) : shelf.bookOf(organisation).then((book) => take(organisation, book))
  }
}

/** Tells of the quotas of a workspace after each change, as far as there is news. */
function logTellings(shelf: QuotaShelf, tellings: Tellings) {
  return (workspace: WorkspaceId, full?: QuotaPlace) => {
    const organisation = shelf.knownHome(workspace)
    const book = organisation && shelf.knownOf(organisation)
    if (!book) return
    for (const level of book.levelsOf(workspace)) {
      const told = { ...level, isRefused: full !== undefined && isSamePlace(full, level) }
      if (tellings.isNews(organisation, told)) tellings.later(() => tellings.tell(organisation, told))
    }
  }
}

/** Of this month: of all together, and of whoever has used most. */
async function tokensOf(store: Pick<OrganisationStore, 'tokens'>, nowMs: number) {
  const rows = await store.tokens.tokensOf(new Date(nowMs).toISOString().slice(0, 7))
  const sum = (who: string) => rows.filter((row) => row.who.startsWith(who)).map((row) => row.used + row.reserved)
  return {
    all: Math.max(0, ...sum('organization')),
    ofOne: Math.max(0, ...sum('user:')),
    embeddings: Math.max(0, ...sum('embeddings')),
  }
}

/** What the store counts. */
function usedBy({ members, workspaces }: OrganisationUse): (place: QuotaPlace) => number {
  return ({ name, workspace }) => {
    const own = workspaces.filter((each) => workspace === undefined || each.workspace === workspace)
    switch (name) {
      case 'max_workspaces':
        return own.length
      case 'max_members':
        return workspace ? 0 : members
      case 'max_storage_bytes':
        return own.reduce((sum, { bytes }) => sum + bytes, 0)
      case 'max_documents':
        return own.reduce((sum, { documents }) => sum + documents, 0)
      default:
        return 0
    }
  }
}
