import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { OrganisationPlanner, type PlannedStep, type ProvisionPorts } from './provision-planner.ts'
import type { OrganisationPlan, Provisioned } from './provision-plan.ts'

export interface ProvisionOptions {
  /** Says what would be changed and changes nothing. */
  readonly dryRun?: boolean
  /** Takes away members and grants that the plan does not name, too. Workspaces and what is in them always stay. */
  readonly prune?: boolean
}

/**
 * Makes organisations what a plan says of them; doing it again changes nothing. All of it is looked at first: where a path names
 * nothing, nothing is changed. What the plan does not name stays, unless it is pruned: members come and go by other doors, too.
 */
export async function provision(
  ports: ProvisionPorts,
  plans: readonly OrganisationPlan[],
  { dryRun, prune }: ProvisionOptions = {},
): Promise<Outcome<'no-such-path' | 'refused-step', Provisioned>> {
  const steps: PlannedStep[] = []
  const unnamed: string[] = []
  for (const plan of plans) {
    const planned = await new OrganisationPlanner(ports, plan).plan()
    if (!planned.ok) return planned
    steps.push(...planned.value.steps)
    if (prune) steps.push(...planned.value.prunes)
    else unnamed.push(...planned.value.prunes.map(({ line }) => line.replace(/^- /, '')))
    unnamed.push(...planned.value.unnamed)
  }
  if (!dryRun) {
    for (const { line, run } of steps) {
      const outcome = await run()
      if (!outcome.ok)
        return refused('refused-step', `"${line}" was refused: ${sentences[outcome.reason] ?? outcome.reason}`)
    }
  }
  return done({ changes: steps.map(({ line }) => line), unnamed })
}

const sentences: Readonly<Record<string, string>> = {
  'last-admin': 'an organisation keeps one administrator at least.',
  'last-owner': 'a workspace keeps one owner at least.',
  'domain-not-allowed': 'the organisation takes no members with addresses of that domain.',
  'factor-needed-first': 'whoever asks for two-factor sign-in needs it first.',
  'not-grantable': 'that can not be granted there.',
}
