import type { AccountId, PrincipalId } from '#shared/kit/ids.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { ControlStore } from '#server/storage/storage.ts'

export interface Named {
  readonly name: string
  /** '' for what is no person. */
  readonly email: string
}

/** What people call principals. Those that are gone have no entry. */
export async function namesOf(
  { identity, control }: { identity: Pick<Identity, 'accounts'>; control: Pick<ControlStore, 'nameOf'> },
  principals: Iterable<PrincipalId>,
): Promise<ReadonlyMap<PrincipalId, Named>> {
  const all = [...new Set(principals)]
  const accounts = all.filter((each) => each.startsWith('user:')).map((each) => idIn(each) as AccountId)
  const found = new Map<PrincipalId, Named>()
  for (const { id, name, email } of await identity.accounts(accounts))
    found.set(`user:${id}` as PrincipalId, { name, email })
  for (const each of all) {
    if (!each.startsWith('agent:')) continue
    const name = await control.nameOf(idIn(each))
    if (name) found.set(each, { name: name.slug, email: '' })
  }
  return found
}

/** The account of a person; undefined for what is none. */
export function accountOf(principal: PrincipalId): AccountId | undefined {
  return principal.startsWith('user:') ? (idIn(principal) as AccountId) : undefined
}

function idIn(principal: PrincipalId): string {
  return principal.slice(principal.indexOf(':') + 1)
}
