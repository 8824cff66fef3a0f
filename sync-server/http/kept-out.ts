import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import type { Storage } from '#server/storage/storage.ts'

/**
 * Why somebody is not let into an organisation. Only its own people are told that there is one: those whom it asks for a second factor, and
 * those who are shut out together because it is suspended. To everybody else, one who was suspended among them, there is nothing.
 */
export async function whyKeptOut(
  storage: Storage,
  principal: PrincipalId,
  organisation: OrganisationId,
): Promise<'no-access' | 'two-factor-needed' | 'organisation-suspended'> {
  if (!(await storage.control.hasOrganisation(organisation))) return 'no-access'
  const store = await storage.organisation(organisation)
  const suspensions = await store.suspensions()
  if (!(await store.organisationRoles()).has(principal) || suspensions.has(principal)) return 'no-access'
  if (suspensions.has(`organization:${organisation}`)) return 'organisation-suspended'
  return (await store.waitingForFactor()).has(principal) ? 'two-factor-needed' : 'no-access'
}
