import type { AccountId, OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { userPrincipal } from '#shared/kit/ids.ts'
import { type Act, noteOf } from './act.ts'
import { accountOf } from './names.ts'
import { readSettings } from './organisation-settings.ts'
import type { TenancyPorts } from './tenancy.ts'

/**
 * Organisations that ask for a second step at sign-in keep out whoever has none, like somebody who is suspended, until they have set one up.
 * It is written down with the organisation, so that every door knows of it and none has to ask.
 */
export interface SecondFactors {
  /** An account has got another way in, or lost one. */
  changed(account: AccountId): Promise<void>
  /** The organisation asks for another thing than before, or somebody has come into it. */
  review(organisation: OrganisationId, act: Act, only?: PrincipalId): Promise<void>
}

type FactorPorts = Pick<TenancyPorts, 'storage' | 'access' | 'identity' | 'clock'>

export function openSecondFactors(ports: FactorPorts): SecondFactors {
  const { storage } = ports
  return {
    changed: async (account) => {
      const by = userPrincipal(account)
      for (const organisation of await storage.control.organisationsOfAccount(account))
        await review(ports, { organisation, only: by }, { by })
    },
    review: (organisation, act, only) => review(ports, { organisation, only }, act),
  }
}

interface Reviewed {
  readonly organisation: OrganisationId
  readonly only: PrincipalId | undefined
}

async function review(ports: FactorPorts, { organisation, only }: Reviewed, act: Act): Promise<void> {
  const { storage, identity, access, clock } = ports
  const store = await storage.organisation(organisation)
  const isAsked = readSettings((await store.profile())?.settings).signIn?.requireTwoFactor === true
  const waiting = await store.waitingForFactor()
  // Most organisations do not ask, and nobody waits in them.
  if (!isAsked && waiting.size === 0) return
  for (const subject of (await store.organisationRoles()).keys()) {
    const account = accountOf(subject)
    if (!account || (only && subject !== only)) continue
    const isWaiting = isAsked && !(await identity.hasTwoFactor(account))
    if (isWaiting === waiting.has(subject)) continue
    const action = isWaiting ? 'member.factor-missing' : 'member.factor-found'
    await store.setWaitingForFactor({ subject, isWaiting }, noteOf(clock, act, { action, object: subject }))
    await access.announce({ organisation, subject })
  }
}
