import { type InvitationPorts, openInvitations } from './invitations.ts'
import { openMembers } from './members.ts'
import { openOrganisationWorkspaces } from './organisation-workspaces.ts'
import { openOrganisations } from './organisations.ts'
import { type LinkSettings, openPublicLinks } from './public-links.ts'
import { openSecondFactors } from './second-factors.ts'
import { openSharing } from './sharing.ts'
import { openTeams } from './teams.ts'
import { openTenancy, type TenancyPorts } from './tenancy.ts'

/** Everything about organisations and what is in them, over one set of ports. */
export function openTenancyParts(ports: TenancyPorts & LinkSettings & Pick<InvitationPorts, 'titleOf'>) {
  const organisations = openOrganisations(ports)
  const members = openMembers(ports)
  return {
    tenancy: openTenancy(ports),
    organisations,
    secondFactors: openSecondFactors(ports),
    members,
    teams: openTeams(ports),
    organisationWorkspaces: openOrganisationWorkspaces(ports),
    invitations: openInvitations({ ...ports, organisations, members }),
    sharing: openSharing(ports),
    links: openPublicLinks({ ...ports, members }),
  }
}

export type TenancyParts = ReturnType<typeof openTenancyParts>
