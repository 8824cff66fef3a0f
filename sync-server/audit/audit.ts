import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import { signCheckpoint } from '#server/storage/audit-signing.ts'
import type { AuditFilter, AuditNote, AuditStore } from '#server/storage/audit-store.ts'
import { type CheckpointFile, openCheckpointFile } from '#server/storage/checkpoint-file.ts'
import { controlLog } from '#server/storage/sqlite/data-files.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import type { Storage } from '#server/storage/storage.ts'
import { exportLog, exportSelection } from './audit-export.ts'
import { openRefusalBook } from './refusal-book.ts'

/** The audit logs as a whole. What is done is noted by the store that does it; here is what was refused, and what proves the rest. */
export interface Audit {
  /**
   * Notes it, or counts it when there are too many. Whoever was refused need not wait for it, and then can not tell from the time whether
   * there was a log to note it in.
   */
  refused(attempt: RefusedAttempt): Promise<void>
  /** Signs the end of every log that has grown. Returns how many. */
  checkpoint(): Promise<number>
  /** The log of an organisation as JSON lines, whole with its proofs or what the filter lets through; that somebody takes it is noted first. */
  exportOf(organisation: OrganisationId, by: ExportCaller, filter?: AuditFilter): Promise<AsyncGenerator<string>>
  /** Writes what was only counted so far; `isEnd`: all of it. */
  settle(isEnd?: boolean): Promise<void>
}

export interface RefusedAttempt {
  readonly action: string
  readonly actor: PrincipalId
  readonly object: string
  readonly address?: string | undefined
  readonly body?: AuditNote['body']
  /** Whose log it belongs into: the organisation's, that of the workspace, or, when there is no such thing, the server's. */
  readonly organisation?: OrganisationId | undefined
  readonly workspace?: WorkspaceId | undefined
}

export interface ExportCaller {
  readonly by: PrincipalId
  readonly address?: string | undefined
}

export interface AuditPorts {
  readonly storage: Storage
  readonly dataFolder: string
  /** Where checkpoints are kept apart from the databases. */
  readonly checkpointFile: string
  readonly clock: Clock
  report(fault: unknown): void
}

export function openAudit(ports: AuditPorts): Audit {
  const { storage, clock, report } = ports
  const checkpoints = openCheckpointFile(ports.checkpointFile)
  const book = openRefusalBook()
  const logOf = openLogFinder(storage, clock)
  const writing = new Set<Promise<void>>()
  const write = async (log: string, note: AuditNote) => (await storeOf(storage, log)).insertNote(note)
  const hear = async ({ organisation, workspace, ...rest }: RefusedAttempt) => {
    const log = await logOf({ organisation, workspace })
    const note = book.hear(keyOf(log, rest), { ...rest, outcome: 'refused', timeMs: clock.now() })
    if (note) await write(log, note)
  }
  return {
    refused: (attempt) => {
      const heard = hear(attempt)
        .catch(report)
        .finally(() => writing.delete(heard))
      writing.add(heard)
      return heard
    },
    settle: async (isEnd) => {
      while (writing.size > 0) await Promise.all(writing)
      for (const { key, note } of book.due(clock.now(), isEnd))
        await write(key.slice(0, key.indexOf(' ')), note).catch(report)
    },
    checkpoint: openCheckpoints(ports, checkpoints),
    exportOf: async (organisation, { by, address }, filter) => {
      const { audit } = await storage.organisation(organisation)
      const timeMs = clock.now()
      const object = `organization:${organisation}`
      const body = filter && { body: { filter } }
      await audit.insertNote({ action: 'audit.exported', actor: by, object, outcome: 'done', timeMs, address, ...body })
      if (filter) return exportSelection({ audit, log: organisation }, filter, timeMs)
      return exportLog({ audit, log: organisation, keys: storage.keys.ring(), checkpoints }, timeMs)
    },
  }
}

/** Begins with the log, up to the first space. Of callers without a name the address tells them apart. */
function keyOf(
  log: string,
  { actor, action, address = '' }: Omit<RefusedAttempt, 'organisation' | 'workspace'>,
): string {
  return `${log} ${action} ${actor === anonymous ? address : actor}`
}

/** Who has shown no credential that is one. */
export const anonymous = 'anonymous' as PrincipalId

/** Only of an organisation that is there: opening the store of another one would make it. */
async function storeOf({ control, organisation }: Storage, log: string): Promise<AuditStore> {
  const isThere = log !== controlLog && (await control.hasOrganisation(log as OrganisationId))
  return isThere ? (await organisation(log as OrganisationId)).audit : control.audit
}

/** Whose log an attempt belongs into. Asked thousands of times a second by whoever is refused so often, it looks once a second. */
function openLogFinder({ control }: Storage, clock: Clock) {
  let known: { readonly ids: ReadonlySet<string>; readonly atMs: number } | undefined
  return async ({ organisation, workspace }: Pick<RefusedAttempt, 'organisation' | 'workspace'>): Promise<string> => {
    const asked = organisation ?? (workspace && (await control.organisationOfWorkspace(workspace)))
    if (asked === undefined) return controlLog
    if (!known || Math.abs(clock.now() - known.atMs) >= 1_000)
      known = { ids: new Set(await control.organisations()), atMs: clock.now() }
    return known.ids.has(asked) ? asked : controlLog
  }
}

function openCheckpoints(
  { storage, dataFolder, checkpointFile, clock }: AuditPorts,
  file: CheckpointFile,
): () => Promise<number> {
  let since: number | undefined
  return async () => {
    const startedAt = Date.now()
    const sinceMs = since ?? (await changedAt(checkpointFile)) - aWhileMs
    let signed = 0
    for (const log of [...(await storage.control.organisations()), controlLog]) {
      const path = join(dataFolder, log === controlLog ? 'control.sqlite' : `orgs/${log}.sqlite`)
      if (!(await isChanged(path, sinceMs))) continue
      if (await checkpointOne(log, { storage, file, timeMs: clock.now() })) signed += 1
    }
    since = startedAt
    return signed
  }
}

/** Longer than the checkpoints of one round take. */
const aWhileMs = 60 * 60_000

/** Of two thousand organisations few do something in an hour: the others' files stay closed. */
async function isChanged(path: string, sinceMs: number): Promise<boolean> {
  const times = await Promise.all([path, `${path}-wal`].map(changedAt))
  // File systems round their times.
  return Math.max(...times) >= sinceMs - 2_000
}

/** 0: it is not there. */
function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

interface CheckpointWork {
  readonly storage: Storage
  readonly file: CheckpointFile
  readonly timeMs: number
}

async function checkpointOne(log: string, { storage, file, timeMs }: CheckpointWork): Promise<boolean> {
  try {
    const audit = await storeOf(storage, log)
    const head = await audit.head()
    if (!head || (await audit.lastCheckpoint())?.number === head.number) return false
    const checkpoint = signCheckpoint(storage.keys.ring().current, log, { ...head, timeMs })
    // Outside first: a crash in between leaves one more there, which harms nobody; one less would be an alarm.
    await file.append([{ log, ...checkpoint }])
    await audit.insertCheckpoint(checkpoint)
    return true
  } catch (fault) {
    // Whose file is damaged has been told, and holds up nobody else, nor does one that is erased meanwhile.
    if (fault instanceof StorageFault && ['damaged', 'erased'].includes(fault.code)) return false
    throw fault
  }
}
