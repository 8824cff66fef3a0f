import type { PrincipalId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Access } from './access.ts'

/**
 * Who runs the server: whoever has its data folder in hand, and bearers of a key that was made there. What such a one makes belongs to this
 * principal first, so that it has an owner before anybody has come.
 */
export const operator = 'service:operator' as PrincipalId

/** The operator runs every organisation, suspended ones as well. What is written in them is another matter: that is as the tuples say. */
export function withOperator(access: Access, { control }: Pick<Storage, 'control'>): Access {
  return {
    ...access,
    checkOrganisation: async (principal, action, organisation) => {
      const isTheirs = principal === operator && (await control.hasOrganisation(organisation))
      return isTheirs ? done('admin') : access.checkOrganisation(principal, action, organisation)
    },
  }
}
