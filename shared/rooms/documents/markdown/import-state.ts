import type { ReplicaId } from '../../../kit/ids.ts'
import { mimeOf } from './addresses.ts'
import type { Remark, ReportItem } from './import-report.ts'
import type { ImportProgress, ImportTarget } from './import-target.ts'
import type { FileTarget } from './link-ports.ts'
import { nameOf } from './vault-path.ts'
import type { PlannedFile, VaultPlan } from './vault-plan.ts'

export interface ImportOptions {
  readonly plan: VaultPlan
  readonly target: ImportTarget
  /** What the import stands behind in its folders: `orderByTime(now)`. */
  readonly after: string
  /** A new folder around everything. */
  readonly into?: string
  isStopped(): boolean
  onProgress(progress: ImportProgress): void
}

/** What the steps of a run share. */
export interface ImportState extends ImportOptions {
  readonly items: ReportItem[]
  /** By path; '' is where everything goes. */
  readonly folders: Map<string, ReplicaId | undefined>
  readonly documents: Map<string, ReplicaId>
  readonly stored: Map<string, FileTarget>
  /** Paths of files that some note links to. */
  readonly linked: Set<string>
  readonly positions: Map<string, string>
}

/** A stop or a refusal ends a run between two batches; what is stored stays, and the next run goes on from there. */
export class ImportEnd extends Error {
  readonly ended: 'stopped' | 'refused'
  constructor(ended: 'stopped' | 'refused', reason = '') {
    super(reason)
    this.ended = ended
  }
}

/** The stored file, or why it is not. */
export async function storeFile({ target }: ImportState, file: PlannedFile): Promise<FileTarget | Remark> {
  const bytes = await readBytes(file)
  if (!(bytes instanceof Uint8Array)) return bytes
  const mime = mimeOf(file.path)
  const put = await target.putBlob(bytes, mime)
  if (!put.ok) return { code: put.reason === 'too-large' ? 'file-too-large' : 'file-not-stored' }
  return { kind: 'file', hash: put.value, name: nameOf(file.path), size: bytes.length, mime }
}

export async function readBytes(file: PlannedFile): Promise<Uint8Array | Remark> {
  try {
    return await file.read()
  } catch (error) {
    // A zip that lies about an entry, a file that has gone: said in the report, and the rest goes on.
    return { code: 'is-damaged', values: { reason: error instanceof Error ? error.message : String(error) } }
  }
}

export function stopIfAsked({ isStopped }: ImportState): void {
  if (isStopped()) throw new ImportEnd('stopped')
}
