import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { bounds } from '#shared/protocol/schema.ts'
import type { View } from '#server/access/access.ts'

/** What one who saw one part of a workspace and sees another has to be told. */
export interface Difference {
  readonly gained: readonly ReplicaId[]
  readonly lost: readonly ReplicaId[]
}

/** What somebody sees: these, or all but these. */
interface Part {
  readonly isShared: boolean
  readonly replicas: readonly ReplicaId[]
}

const whole: Part = { isShared: false, replicas: [] }

/** Ids, over all views; beyond it those told of longest ago are forgotten. */
const defaultMaxIds = 400_000

/**
 * Views by their stamps, as devices keep them, so that one that comes back with another stamp gets the difference and not everything (SY57).
 * What was told before the last start of the server is not known.
 */
export class ViewBook {
  readonly #parts = new Map<string, Part>()
  readonly #maxIds: number
  #ids = 0

  constructor(maxIds = defaultMaxIds) {
    this.#maxIds = maxIds
  }

  /** To be called whenever a view is told. */
  note(workspace: WorkspaceId, view: View): void {
    const name = `${workspace} ${view.stamp}`
    const part = this.#parts.get(name) ?? partOf(view)
    if (part.replicas.length === 0) return
    if (this.#parts.delete(name)) this.#ids -= part.replicas.length
    this.#parts.set(name, part)
    this.#ids += part.replicas.length
    for (const [oldest, { replicas }] of this.#parts) {
      if (this.#ids <= this.#maxIds || oldest === name) return
      this.#parts.delete(oldest)
      this.#ids -= replicas.length
    }
  }

  /** undefined: what was visible then is not known, or so different that everything has to be read anew. */
  difference(workspace: WorkspaceId, { since, view }: { since: string; view: View }): Difference | undefined {
    const before = since === '' ? whole : this.#parts.get(`${workspace} ${since}`)
    const now = partOf(view)
    if (!before || before.isShared !== now.isShared) return undefined
    const [more, fewer] = [without(now.replicas, before.replicas), without(before.replicas, now.replicas)]
    const difference = now.isShared ? { gained: more, lost: fewer } : { gained: fewer, lost: more }
    return difference.lost.length > bounds.maxLost ? undefined : difference
  }
}

function partOf({ shared, hidden = [] }: View): Part {
  return shared ? { isShared: true, replicas: shared } : { isShared: false, replicas: hidden }
}

function without(replicas: readonly ReplicaId[], others: readonly ReplicaId[]): readonly ReplicaId[] {
  const known = new Set(others)
  return replicas.filter((each) => !known.has(each))
}
