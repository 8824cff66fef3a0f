import type { OrganisationId } from '#shared/kit/ids.ts'

/** The names that an operator's file gives to things, and the ids that stand behind them for ever. */
export interface NameStore {
  idOf(name: Name): Promise<string | undefined>
  /** The id behind the name from now on: the asked one, or the one it had before. */
  nameId(name: Name, id: string): Promise<string>
  /** Of one kind and scope. */
  names(of: Pick<Name, 'kind' | 'scope'>): Promise<readonly { readonly slug: string; readonly id: string }[]>
  /** What the file says of an organisation, as JSON; replaces what it said before. */
  describeOrganisation(organisation: OrganisationId, description: string): Promise<void>
}

export interface Name {
  readonly kind: 'organisation' | 'workspace' | 'agent'
  /** The organisation in which a workspace has its name; '' for what is named once on the server. */
  readonly scope: OrganisationId | ''
  readonly slug: string
}
