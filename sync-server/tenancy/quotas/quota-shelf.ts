import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Storage } from '#server/storage/storage.ts'
import { QuotaBook } from './quota-book.ts'

export interface ShelfPorts {
  readonly storage: Storage
  readonly clock: Clock
}

/** Beyond this many it starts afresh: memory stays bounded, and a refill costs two indexed reads each. */
const maxBooks = 10_000
const maxWorkspaces = 100_000
/** What was read so lately is not read again before something is refused. */
const freshMs = 1_000

interface Kept {
  readonly book: Promise<QuotaBook>
  known?: QuotaBook
  readAtMs: number
}

/** The books of the organisations that are in use. */
export class QuotaShelf {
  readonly #ports: ShelfPorts
  readonly #kept = new Map<OrganisationId, Kept>()
  readonly #homes = new Map<WorkspaceId, OrganisationId>()

  constructor(ports: ShelfPorts) {
    this.#ports = ports
  }

  /** At once where it needs no look into a store; undefined: ask `bookOf`. */
  known(workspace: WorkspaceId): QuotaBook | undefined {
    const organisation = this.#homes.get(workspace)
    return organisation && this.#kept.get(organisation)?.known
  }

  knownHome(workspace: WorkspaceId): OrganisationId | undefined {
    return this.#homes.get(workspace)
  }

  /** undefined: nobody has made that workspace. */
  async homeOf(workspace: WorkspaceId): Promise<OrganisationId | undefined> {
    const known = this.#homes.get(workspace)
    if (known) return known
    const found = await this.#ports.storage.control.organisationOfWorkspace(workspace)
    if (this.#homes.size >= maxWorkspaces) this.#homes.clear()
    if (found) this.#homes.set(workspace, found)
    return found
  }

  knownOf(organisation: OrganisationId): QuotaBook | undefined {
    return this.#kept.get(organisation)?.known
  }

  bookOf(organisation: OrganisationId): Promise<QuotaBook> {
    const found = this.#kept.get(organisation)
    if (found) return found.book
    if (this.#kept.size >= maxBooks) this.#kept.clear()
    const kept: Kept = { book: this.#read(organisation), readAtMs: this.#ports.clock.now() }
    this.#kept.set(organisation, kept)
    const forget = () => this.#kept.get(organisation) === kept && this.#kept.delete(organisation)
    kept.book.then((book) => (kept.known = book), forget)
    return kept.book
  }

  /** Reads again what is used, unless that has just been done. false: it has. */
  async refresh(organisation: OrganisationId): Promise<boolean> {
    const kept = this.#kept.get(organisation)
    const nowMs = this.#ports.clock.now()
    if (!kept?.known || Math.abs(nowMs - kept.readAtMs) < freshMs) return false
    kept.readAtMs = nowMs
    kept.known.readUse(await (await this.#ports.storage.organisation(organisation)).use())
    return true
  }

  /** Its limits are others now, or it has gone. */
  forget(organisation: OrganisationId): void {
    this.#kept.delete(organisation)
    for (const [workspace, home] of this.#homes) if (home === organisation) this.#homes.delete(workspace)
  }

  async #read(organisation: OrganisationId): Promise<QuotaBook> {
    const store = await this.#ports.storage.organisation(organisation)
    const book = new QuotaBook(await store.quotas())
    if (book.limitsLog) book.readUse(await store.use())
    return book
  }
}
