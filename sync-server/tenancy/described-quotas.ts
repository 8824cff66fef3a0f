import type { QuotaName } from '#shared/protocol/rest-admin.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { QuotaLimits } from './provision-planner.ts'

/** Limits as the operator's file has told them, kept with what else it says of an organisation. */
export function describedQuotas({ control }: Pick<Storage, 'control'>): QuotaLimits {
  const described = async (organisation: Parameters<QuotaLimits['limitsOf']>[0]) =>
    JSON.parse((await control.organisationDescription(organisation)) ?? '{}') as { quotas?: Partial<Record<QuotaName, number>> }
  return {
    limitsOf: async (organisation) => (await described(organisation)).quotas ?? {},
    setLimits: async (organisation, limits) => {
      const before = await described(organisation)
      await control.describeOrganisation(organisation, JSON.stringify({ ...before, quotas: { ...before.quotas, ...limits } }))
    },
  }
}
