import type { WorkspaceId } from '#shared/kit/ids.ts'
import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import type { OrganisationUse, QuotaLimit, QuotaPlace } from '#server/storage/quota-store.ts'

/** What something takes of the quotas of the log. */
export interface Need {
  readonly bytes: number
  readonly documents: number
}

export interface QuotaLevel extends QuotaPlace {
  readonly limit: number
  readonly used: number
}

const needsOf = { max_storage_bytes: 'bytes', max_documents: 'documents' } as const
type LogQuota = keyof typeof needsOf

interface Counted {
  used: Need
  /** What is on its way to the disk. */
  reserved: Need
}

const nothing: Need = { bytes: 0, documents: 0 }

/**
 * What an organisation may use and uses, in memory: what was read from its store, what has been stored since, and what is on its way. It
 * may say a little too much for a moment (what was stored while it was read), never too little, and is read again before anything is
 * refused.
 */
export class QuotaBook {
  readonly #limits: readonly QuotaLimit[]
  readonly #counted = new Map<WorkspaceId | '', Counted>()

  constructor(limits: readonly QuotaLimit[]) {
    this.#limits = limits
  }

  get limits(): readonly QuotaLimit[] {
    return this.#limits
  }

  /** Whether anything of the log is limited: where nothing is, nothing has to be counted. */
  get limitsLog(): boolean {
    return this.#limits.some(({ name }) => name in needsOf)
  }

  limitsDocuments(workspace: WorkspaceId): boolean {
    return this.#limitsOn(workspace).some(({ name }) => name === 'max_documents')
  }

  limitOf(name: QuotaName, workspace?: WorkspaceId): number | undefined {
    return this.#limits.find((limit) => limit.name === name && limit.workspace === workspace)?.value
  }

  /** What is reserved stays reserved. */
  readUse({ workspaces }: OrganisationUse): void {
    for (const counted of this.#counted.values()) counted.used = nothing
    for (const { workspace, ...use } of workspaces) this.#add(workspace, 'used', use)
  }

  /** undefined: it fits. */
  fullFor(workspace: WorkspaceId, need: Need): QuotaPlace | undefined {
    return this.#limitsOn(workspace).find((limit) => {
      const kind = needsOf[limit.name]
      return need[kind] > 0 && this.#takenOf(limit, kind) + need[kind] > limit.value
    })
  }

  /** Of bytes, undefined: no bound. */
  roomFor(workspace: WorkspaceId): number | undefined {
    const rooms = this.#limitsOn(workspace)
      .filter(({ name }) => name === 'max_storage_bytes')
      .map((limit) => Math.max(0, limit.value - this.#takenOf(limit, 'bytes')))
    return rooms.length > 0 ? Math.min(...rooms) : undefined
  }

  /** Returns what is to be called once, with what has come to the disk. */
  reserve(workspace: WorkspaceId, need: Need): (stored: Need | undefined) => void {
    this.#add(workspace, 'reserved', need)
    return (stored) => {
      this.#add(workspace, 'reserved', { bytes: -need.bytes, documents: -need.documents })
      if (stored) this.#add(workspace, 'used', stored)
    }
  }

  /** How far the quotas are used that concern a workspace. */
  levelsOf(workspace: WorkspaceId): readonly QuotaLevel[] {
    return this.#limitsOn(workspace).map((limit) => {
      const { name, value } = limit
      const used = this.#counted.get(limit.workspace ?? '')?.used[needsOf[name]] ?? 0
      return { name, workspace: limit.workspace, limit: value, used }
    })
  }

  #limitsOn(workspace: WorkspaceId): readonly (QuotaLimit & { name: LogQuota })[] {
    return this.#limits.filter(
      (limit): limit is QuotaLimit & { name: LogQuota } =>
        limit.name in needsOf && (limit.workspace === undefined || limit.workspace === workspace),
    )
  }

  #takenOf({ workspace }: QuotaPlace, kind: keyof Need): number {
    const counted = this.#counted.get(workspace ?? '')
    return counted ? counted.used[kind] + counted.reserved[kind] : 0
  }

  #add(workspace: WorkspaceId, part: keyof Counted, { bytes, documents }: Need): void {
    for (const place of [workspace, ''] as const) {
      const counted = this.#counted.get(place) ?? { used: nothing, reserved: nothing }
      this.#counted.set(place, counted)
      const before = counted[part]
      counted[part] = { bytes: before.bytes + bytes, documents: before.documents + documents }
    }
  }
}
