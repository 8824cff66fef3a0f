import type { OrganisationId } from '#shared/kit/ids.ts'
import type { KeyScope } from '#shared/protocol/rest.ts'
import type { Credential } from './credentials.ts'

/** What a key is good for, of what its principal may. */
export interface KeyLimits {
  readonly scopes: readonly KeyScope[]
  /** undefined: all that its principal has something in. */
  readonly organisation: OrganisationId | undefined
}

/** Whether a credential is good for something of a kind. */
export function hasScope({ limits }: Credential, scope: KeyScope): boolean {
  return limits === undefined || limits.scopes.includes(scope)
}

/** The one organisation in which a credential is good; undefined: every one. */
export function onlyOrganisation({ limits }: Credential): OrganisationId | undefined {
  return limits?.organisation
}

/** Good for all that its principal may: what opens a socket on which anything can be asked. */
export function isUnlimited(credential: Credential): boolean {
  return hasScope(credential, 'read') && hasScope(credential, 'write') && onlyOrganisation(credential) === undefined
}
