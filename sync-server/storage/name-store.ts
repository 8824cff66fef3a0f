import type { OrganisationId } from '#shared/kit/ids.ts'

/** The names that an operator's file gives to things, and the ids that stand behind them for ever. */
export interface NameStore {
  idOf(name: Name): Promise<string | undefined>
  nameOf(id: string): Promise<Name | undefined>
  /** The id behind the name from now on: the asked one, or the one it had before. */
  nameId(name: Name, id: string): Promise<string>
  /** What the file says of an organisation, as JSON; replaces what it said before. */
  describeOrganisation(organisation: OrganisationId, description: string): Promise<void>
  organisationDescription(organisation: OrganisationId): Promise<string | undefined>
}

export interface Name {
  readonly kind: 'organisation' | 'workspace' | 'agent'
  /** The organisation in which a workspace has its name; '' for what is named once on the server. */
  readonly scope: OrganisationId | ''
  readonly slug: string
}
