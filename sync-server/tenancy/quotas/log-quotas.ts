import type { WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import type { ChangeCheck, Taken, Verdict, Writer } from '#server/log/change-check.ts'
import type { QuotaPlace } from '#server/storage/quota-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import type { QuotaBook, Need } from './quota-book.ts'
import type { QuotaShelf, ShelfPorts } from './quota-shelf.ts'

export interface LogQuotaPorts extends ShelfPorts {
  readonly shelf: QuotaShelf
  /** Something of a workspace has been stored, or was refused because the quota is full. */
  noted(workspace: WorkspaceId, full?: QuotaPlace): void
}

/** The room that something has got; given back, or used, when it ends. */
export interface Room {
  readonly bytes: number
  /** How much of it is on the disk now. */
  end(storedBytes: number): void
}

/** Bytes and documents: refused before they are taken. */
export interface LogQuotas {
  /** The same check, after which what does not fit is refused with a code that passes: it stays on the device and is sent again. */
  within(check: ChangeCheck): ChangeCheck
  /** `bytes` undefined: not known yet; then as much as there is, `most` at most. */
  roomForBlob(
    workspace: WorkspaceId,
    asked: { bytes: number | undefined; most: number },
  ): Promise<Outcome<'full', Room>>
}

/** Documents that are known to be there: of others the log is asked. */
const maxKnownDocuments = 50_000

export function openLogQuotas(ports: LogQuotaPorts): LogQuotas {
  const { shelf } = ports
  const weigh = openScales(ports)
  return {
    within: (check) => (change, writer) => {
      const known = shelf.known(writer.workspace)
      if (known && !known.limitsLog) return check(change, writer)
      const verdict = check(change, writer)
      if (known && !(verdict instanceof Promise)) return weigh(known, change, writer)(verdict)
      return weighLater(shelf, { change, writer, verdict }, weigh)
    },
    roomForBlob: (workspace, asked) => roomForBlob(ports, workspace, asked),
  }
}

/** Weighs what has been found sound against the quotas. */
function openScales(ports: LogQuotaPorts): Weigh {
  const documents = openKnownDocuments(ports)
  const accept = ({ book, change, writer, taken }: Weighed, need: Need): Verdict => {
    const end = reserve(ports, book, { workspace: writer.workspace, need })
    // What follows in the same push makes no second one.
    if (need.documents > 0) documents.note(writer.workspace, change.replica)
    const settle = (isStored: boolean) => {
      if (!isStored && need.documents > 0) documents.forget(writer.workspace, change.replica)
      end(isStored ? need : undefined)
      taken.settle(isStored)
    }
    return done({ ...taken, settle })
  }
  const take = (weighed: Weighed): Verdict | Promise<Verdict> => {
    const { book, change, writer, taken } = weighed
    const { workspace } = writer
    const need = { bytes: (taken.bytes ?? change.bytes).length, documents: documents.countsAs(book, change, workspace) }
    if (!book.fullFor(workspace, need)) return accept(weighed, need)
    return secondLook(ports, workspace, need).then((full) => {
      if (!full) return accept(weighed, need)
      taken.settle(false)
      ports.noted(workspace, full)
      return refused('quota-exceeded')
    })
  }
  return (book, change, writer) => (verdict) => {
    // What is there already takes nothing.
    if (!verdict.ok || verdict.value.isRepeat || !book.limitsLog) return verdict
    const weighed = { book, change, writer, taken: verdict.value }
    if (documents.areKnown(book, change, writer.workspace)) return take(weighed)
    return documents.look(writer.workspace, change.replica).then(() => take(weighed))
  }
}

async function roomForBlob(
  ports: LogQuotaPorts,
  workspace: WorkspaceId,
  { bytes, most }: { bytes: number | undefined; most: number },
): Promise<Outcome<'full', Room>> {
  const organisation = await ports.shelf.homeOf(workspace)
  const book = organisation && (await ports.shelf.bookOf(organisation))
  if (!book?.limitsLog) return done({ bytes: most, end: () => undefined })
  const need = { bytes: bytes ?? 1, documents: 0 }
  const full = book.fullFor(workspace, need) && (await secondLook(ports, workspace, need))
  if (full) {
    ports.noted(workspace, full)
    return refused('full')
  }
  const granted = bytes ?? Math.min(most, book.roomFor(workspace) ?? most)
  const end = reserve(ports, book, { workspace, need: { bytes: granted, documents: 0 } })
  return done({ bytes: granted, end: (stored) => end(stored > 0 ? { bytes: stored, documents: 0 } : undefined) })
}

function reserve({ noted }: LogQuotaPorts, book: QuotaBook, asked: { workspace: WorkspaceId; need: Need }) {
  const end = book.reserve(asked.workspace, asked.need)
  return (stored: Need | undefined) => {
    end(stored)
    if (stored) noted(asked.workspace)
  }
}

/** What would be refused by an old count is asked again with a new one. */
async function secondLook(
  { shelf }: LogQuotaPorts,
  workspace: WorkspaceId,
  need: Need,
): Promise<QuotaPlace | undefined> {
  const organisation = await shelf.homeOf(workspace)
  if (organisation) await shelf.refresh(organisation)
  return shelf.known(workspace)?.fullFor(workspace, need)
}

interface Weighed {
  readonly book: QuotaBook
  readonly change: OutgoingChange
  readonly writer: Writer
  readonly taken: Taken
}

type Weigh = (
  book: QuotaBook,
  change: OutgoingChange,
  writer: Writer,
) => (verdict: Verdict) => Verdict | Promise<Verdict>

async function weighLater(
  shelf: QuotaShelf,
  { change, writer, verdict }: { change: OutgoingChange; writer: Writer; verdict: Verdict | Promise<Verdict> },
  weigh: Weigh,
): Promise<Verdict> {
  const found = await verdict
  try {
    const organisation = await shelf.homeOf(writer.workspace)
    if (!organisation) return found
    return await weigh(await shelf.bookOf(organisation), change, writer)(found)
  } catch (fault) {
    if (found.ok) found.value.settle(false)
    throw fault
  }
}

/** Which documents are there, where their number is limited: a change of one that is there makes none. */
function openKnownDocuments({ storage }: ShelfPorts) {
  const known = new Set<string>()
  const keyOf = (workspace: WorkspaceId, replica: string) => `${workspace} ${replica}`
  const note = (workspace: WorkspaceId, replica: string) => {
    if (known.size >= maxKnownDocuments) known.clear()
    known.add(keyOf(workspace, replica))
  }
  const isCounted = (book: QuotaBook, { kind }: OutgoingChange, workspace: WorkspaceId) =>
    kind === 'yjs' && book.limitsDocuments(workspace)
  return {
    note,
    areKnown: (book: QuotaBook, change: OutgoingChange, workspace: WorkspaceId) =>
      !isCounted(book, change, workspace) || known.has(keyOf(workspace, change.replica)),
    look: async (workspace: WorkspaceId, replica: OutgoingChange['replica']) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (await home?.store.log.hasReplica(workspace, replica)) note(workspace, replica)
    },
    countsAs: (book: QuotaBook, change: OutgoingChange, workspace: WorkspaceId) =>
      isCounted(book, change, workspace) && !known.has(keyOf(workspace, change.replica)) ? 1 : 0,
    forget: (workspace: WorkspaceId, replica: string) => known.delete(keyOf(workspace, replica)),
  }
}
