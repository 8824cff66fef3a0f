import { quotaNames } from '#shared/protocol/rest-admin.ts'
import { QuotaFull } from '../quota-store.ts'
import { StorageFault } from '../storage-fault.ts'

/** The file is not what SQLite wrote: a page is wrong, or it is no database at all. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
}

/** What the triggers of the quotas refuse. */
function quotaOf(error: unknown): QuotaFull | undefined {
  if (codeOf(error) !== 'SQLITE_CONSTRAINT_TRIGGER') return undefined
  const [, name] = /^quota (\w+)$/.exec((error as Error).message) ?? []
  const quota = quotaNames.find((each) => each === name)
  return quota && new QuotaFull(quota, { cause: error })
}

/** The world failed, not the program: the sentence for it. undefined: anything else. */
function faultOf(error: unknown, file: string): StorageFault | undefined {
  const code = codeOf(error)
  if (isDamage(error)) return new StorageFault('damaged', file, { cause: error })
  if (fullCodes.test(code)) return new StorageFault('disk-full', file, { cause: error })
  return failingCodes.test(code) ? new StorageFault('disk-fails', file, { cause: error }) : undefined
}

/** Of SQLite, and of the system for the files beside it: no room, over the quota, over the size that a file may have. */
const fullCodes = /^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)$/
const failingCodes = /^(SQLITE_(IOERR|READONLY|CANTOPEN|PERM)|EIO$|EROFS$|EACCES$|EPERM$)/

/** An error that has come from another thread has its code, and is of no class. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/**
 * What a database has gone through. Damage is for good: what is written on top of it would be lost with it, so nothing more is asked of
 * the file until the process starts anew. A full or failing disk is asked again each time.
 */
export interface Health {
  /** Throws when the database is damaged. */
  pass(): void
  /** An error of the database as what is thrown on. */
  failed(error: unknown): unknown
  /** Something was written. */
  wrote(): void
  damaged(cause: unknown): void
  readonly isDamaged: boolean
}

/** `tell` gets one sentence when the state changes, and not again while it lasts. */
export function openHealth(file: string, tell: (sentence: string) => void): Health {
  let fault: StorageFault | undefined
  const note = (next: StorageFault) => {
    if (fault?.code === 'damaged') return
    // Full and failing may take turns while it lasts.
    if (!fault || next.code === 'damaged') tell(next.message)
    fault = next
  }
  return {
    pass: () => {
      if (fault?.code === 'damaged') throw fault
    },
    failed: (error) => {
      const next = faultOf(error, file)
      if (next) note(next)
      return next ?? quotaOf(error) ?? error
    },
    wrote: () => {
      if (!fault || fault.code === 'damaged') return
      fault = undefined
      tell(`${file} is written again; devices send what they have kept.`)
    },
    damaged: (cause) => note(new StorageFault('damaged', file, { cause })),
    get isDamaged() {
      return fault?.code === 'damaged'
    },
  }
}

/** What has come through only when the disk takes something. */
const writers = /^(append|insert|extend)/

/**
 * The same store behind its health: a damaged one is not asked, and errors of the disk come out as faults with a sentence. Its methods
 * are asynchronous, all of them.
 */
export function guarded<Store extends object>(store: Store, health: Health): Store {
  const entries = Object.entries(store).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member]
    const call = async (...args: readonly unknown[]): Promise<unknown> => {
      health.pass()
      try {
        const answer: unknown = await member(...args)
        if (writers.test(name)) health.wrote()
        return answer
      } catch (error) {
        throw health.failed(error)
      }
    }
    return [name, call]
  })
  return Object.fromEntries(entries) as Store
}
