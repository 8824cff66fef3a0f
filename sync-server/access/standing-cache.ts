import type { OrganisationId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { StoredAccessChange, TupleView } from '#server/storage/tuple-store.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { SpecialThings } from './special-things.ts'
import { type Standing, standingIn } from './standing.ts'

/** Standings, exceptions and special things that are kept; beyond it all of them start afresh. */
const maxKept = 1_000_000

/**
 * What was decided, by workspace and principal, until something changes. Invariant: a standing that is kept was decided after the latest
 * change that was told of (`forget`); one that was being decided meanwhile is decided again.
 */
export class StandingCache {
  readonly #storage: Storage
  readonly #kept = new Map<WorkspaceId, Map<PrincipalId, Standing>>()
  readonly #specials = new Map<WorkspaceId, SpecialThings>()
  /** A workspace never moves. */
  readonly #homes = new Map<WorkspaceId, OrganisationId>()
  /** How often something was forgotten: of an organisation as a whole, and of single workspaces. */
  readonly #times = new Map<OrganisationId | WorkspaceId, number>()
  #weight = 0

  constructor(storage: Storage) {
    this.#storage = storage
  }

  find(workspace: WorkspaceId, principal: PrincipalId): Standing | undefined {
    return this.#kept.get(workspace)?.get(principal)
  }

  /** undefined: there is no such workspace, which is not remembered: the next question may find it made. */
  async look(workspace: WorkspaceId, principal: PrincipalId): Promise<Standing | undefined> {
    while (true) {
      const known = this.find(workspace, principal)
      if (known) return known
      const home = await homeOfWorkspace(this.#storage, workspace)
      if (!home) return undefined
      const { organisation, store } = home
      this.#homes.set(workspace, organisation)
      const revision = this.revisionOf(workspace)
      const standing = await store.lookAtTuples((tuples) => {
        if (!tuples.hasWorkspace(workspace)) return undefined
        return standingIn(tuples, { organisation, workspace, principal }, this.#specialsOf(workspace, tuples))
      })
      if (!standing) return undefined
      if (revision !== this.revisionOf(workspace)) continue
      this.#keep(workspace, principal, standing)
      return standing
    }
  }

  /** Another number after whatever was forgotten of the workspace. */
  revisionOf(workspace: WorkspaceId): number {
    const organisation = this.#homes.get(workspace)
    if (organisation === undefined) return 0
    return (this.#times.get(organisation) ?? 0) + (this.#times.get(workspace) ?? 0)
  }

  /** Of one workspace, or all of the organisation; of one principal there, or of all. */
  forget(organisation: OrganisationId, change: Omit<StoredAccessChange, 'revision'>): void {
    const { workspace } = change
    const scope = workspace ?? organisation
    this.#times.set(scope, (this.#times.get(scope) ?? 0) + 1)
    if (workspace) return this.#drop(workspace, change)
    for (const [each, home] of this.#homes) if (home === organisation) this.#drop(each, change)
  }

  #specialsOf(workspace: WorkspaceId, tuples: TupleView): SpecialThings {
    const known = this.#specials.get(workspace)
    if (known?.follow(tuples)) return known
    const specials = new SpecialThings(tuples, workspace)
    this.#specials.set(workspace, specials)
    this.#add(specials.count)
    return specials
  }

  #drop(workspace: WorkspaceId, { replica, subject }: Omit<StoredAccessChange, 'revision'>): void {
    // What concerns one thing or one principal the special things follow by themselves.
    if (!replica && !subject) this.#specials.delete(workspace)
    if (subject) this.#kept.get(workspace)?.delete(subject)
    else this.#kept.delete(workspace)
  }

  #keep(workspace: WorkspaceId, principal: PrincipalId, standing: Standing): void {
    this.#add(1 + (standing.exceptions?.size ?? 0))
    const known = this.#kept.get(workspace)
    if (known) known.set(principal, standing)
    else this.#kept.set(workspace, new Map([[principal, standing]]))
  }

  #add(weight: number): void {
    this.#weight += weight
    if (this.#weight <= maxKept) return
    this.#kept.clear()
    this.#specials.clear()
    this.#weight = weight
  }
}
