import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { ActorOwner } from './replica-actors.ts'
import { RateLimits } from './rate-limits.ts'

/**
 * Far above what people, imports and whole offices do, and below what keeps the server from serving others. A change counts as one, and as one
 * more for each kilobyte.
 */
export const pushRates = {
  device: { burst: 200_000, perSecond: 20_000 },
  principal: { burst: 400_000, perSecond: 60_000 },
  organisation: { burst: 1_000_000, perSecond: 200_000 },
  /** Changes that only the worker could tell to be unsound: a client of ours makes none. */
  strikes: { burst: 10, perSecond: 0.1 },
} as const

export interface PushRatesPorts {
  readonly clock: Clock
  organisationOf(workspace: WorkspaceId): Promise<OrganisationId | undefined>
}

export type PushAuthor = ActorOwner & { readonly workspace: WorkspaceId }

/** How much may be pushed, by device, principal and organisation. */
export class PushRates {
  readonly #organisationOf: PushRatesPorts['organisationOf']
  readonly #clock: Clock
  readonly #devices = new RateLimits(pushRates.device)
  readonly #principals = new RateLimits(pushRates.principal)
  readonly #workspaces = new RateLimits(pushRates.organisation)
  readonly #strikes = new RateLimits(pushRates.strikes)
  readonly #organisations = new Map<WorkspaceId, OrganisationId | undefined>()

  constructor({ clock, organisationOf }: PushRatesPorts) {
    this.#clock = clock
    this.#organisationOf = organisationOf
  }

  /** false: that is too much for now. */
  take({ workspace, principal, device }: PushAuthor, bytes: number): boolean {
    const taken = { cost: 1 + bytes / 1_024, nowMs: this.#clock.now() }
    return (
      this.#devices.take(device, taken) &&
      this.#principals.take(principal, taken) &&
      this.#workspaces.take(this.#nameOf(workspace), taken)
    )
  }

  /** Whether the worker may be asked about what this principal brings. */
  mayTry({ principal }: ActorOwner): boolean {
    return this.#strikes.has(principal, this.#clock.now())
  }

  /** What somebody brought was not sound, or cost the worker its life. */
  strike({ principal }: ActorOwner, cost: number): void {
    const nowMs = this.#clock.now()
    while (cost > 0 && this.#strikes.take(principal, { cost: 1, nowMs })) cost -= 1
  }

  /** A workspace stands for itself until it is known whose it is. */
  #nameOf(workspace: WorkspaceId): string {
    const known = this.#organisations.get(workspace)
    if (known || this.#organisations.has(workspace)) return known ?? workspace
    if (this.#organisations.size > 10_000) this.#organisations.clear()
    this.#organisations.set(workspace, undefined)
    this.#organisationOf(workspace).then(
      (organisation) => this.#organisations.set(workspace, organisation),
      () => this.#organisations.delete(workspace),
    )
    return workspace
  }
}
