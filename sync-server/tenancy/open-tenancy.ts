import { openInvitations } from './invitations.ts'
import { openMembers } from './members.ts'
import { openOrganisationWorkspaces } from './organisation-workspaces.ts'
import { openOrganisations } from './organisations.ts'
import { type LinkPorts, openPublicLinks } from './public-links.ts'
import { openSharing } from './sharing.ts'
import { openTeams } from './teams.ts'
import { openTenancy } from './tenancy.ts'

/** Everything about organisations and what is in them, over one set of ports. */
export function openTenancyParts(ports: LinkPorts) {
  const organisations = openOrganisations(ports)
  const members = openMembers(ports)
  return {
    tenancy: openTenancy(ports),
    organisations,
    members,
    teams: openTeams(ports),
    organisationWorkspaces: openOrganisationWorkspaces(ports),
    invitations: openInvitations({ ...ports, organisations, members }),
    sharing: openSharing(ports),
    links: openPublicLinks(ports),
  }
}

export type TenancyParts = ReturnType<typeof openTenancyParts>
