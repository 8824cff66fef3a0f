import type { OrganisationId } from '#shared/kit/ids.ts'
import { done } from '#shared/kit/outcome.ts'
import type { OrganisationDetail, QuotaName } from '#shared/protocol/rest-admin.ts'
import type { Act } from './act.ts'
import type { SettingsPatch } from './organisation-settings.ts'
import { openOrganisations } from './organisations.ts'
import type { OrganisationPlan } from './provision-plan.ts'
import type { PlannedStep, ProvisionPorts } from './provision-planner.ts'

interface SettingsNow {
  readonly ports: ProvisionPorts
  readonly plan: OrganisationPlan
  readonly act: Act
  /** undefined: the organisation is yet to be made. */
  readonly settings: OrganisationDetail | undefined
  readonly limits: Readonly<Partial<Record<QuotaName, number | undefined>>> | undefined
  idOf(): Promise<OrganisationId>
}

/** Name, retention, sign-in policy and quotas: one step for each that is to be another. */
export function settingsSteps({ ports, plan, act, settings, limits, idOf }: SettingsNow): readonly PlannedStep[] {
  const organisations = openOrganisations(ports)
  const change = (line: string, patch: { name?: string; settings?: SettingsPatch }): PlannedStep => ({
    line,
    run: async () => organisations.change(await idOf(), patch, act),
  })
  const steps: PlannedStep[] = []
  const name = plan.name ?? (settings ? settings.name : plan.slug)
  if (settings?.name !== name) {
    const was = settings ? ` (was "${settings.name}")` : ''
    steps.push(change(`${settings ? '~' : '+'} organisation ${plan.slug} is called "${name}"${was}`, { name }))
  }
  for (const what of ['history', 'conversations', 'sessions'] as const) {
    const wanted = plan.retention[what]
    const present = settings?.settings.retention[what]
    if (wanted === undefined || wanted === present) continue
    const was = present === undefined ? '' : ` (was ${present})`
    steps.push(
      change(`~ organisation ${plan.slug} keeps ${what} for ${wanted} days${was}`, {
        settings: { retention: { [what]: wanted } },
      }),
    )
  }
  const { requireTwoFactor, allowedDomains } = plan.signIn
  if (requireTwoFactor !== undefined && requireTwoFactor !== (settings?.settings.signIn.requireTwoFactor ?? false))
    steps.push(
      change(`~ organisation ${plan.slug} ${requireTwoFactor ? 'asks' : 'does not ask'} for two-factor sign-in`, {
        settings: { signIn: { requireTwoFactor } },
      }),
    )
  if (allowedDomains !== undefined && allowedDomains.join() !== (settings?.settings.signIn.allowedDomains ?? []).join())
    steps.push(
      change(`~ organisation ${plan.slug} takes addresses of ${allowedDomains.join(', ') || 'any domain'}`, {
        settings: { signIn: { allowedDomains: [...allowedDomains] } },
      }),
    )
  for (const [quota, limit] of Object.entries(plan.quotas) as [QuotaName, number][]) {
    const present = limits?.[quota]
    if (present === limit) continue
    const line = `~ organisation ${plan.slug} ${quota}: ${limit}${present === undefined ? '' : ` (was ${present})`}`
    steps.push({ line, run: async () => done(await ports.quotas.setLimits(await idOf(), { [quota]: limit }, act)) })
  }
  return steps
}
