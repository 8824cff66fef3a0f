import { z } from 'zod'
import { organisationKeyBody } from '#shared/protocol/rest.ts'
import {
  addMemberBody,
  changeMemberBody,
  createOrganisationBody,
  eraseOrganisationBody,
  newWorkspaceBody,
  organisationInviteBody,
  organisationSettingsBody,
  quotasBody,
  suspensionBody,
  teamBody,
  teamMemberBody,
  transferBody,
  workspaceQuotasBody,
} from '#shared/protocol/rest-admin.ts'
import { pathGrantBody } from '#shared/protocol/rest-sharing.ts'
import { providerBody } from '#shared/protocol/rest-assistant.ts'
import { agentBody, newAgentBody } from '#shared/protocol/rest-agents.ts'
import { secretBody } from '#shared/protocol/rest-secrets.ts'
import { auditQuery, filterQuery } from './audit-routes.ts'
import { monthQuery } from './agent-routes.ts'
import type { Operation } from './openapi-operations.ts'
import { pageQuery } from './pages.ts'
import { provisionBody } from './provision-routes.ts'
import { relationBody } from './relation-routes.ts'

const org = '/api/orgs/:org'
const pathQuery = z.object({ path: z.string() })
const provisioned = z.object({ changes: z.array(z.string()), unnamed: z.array(z.string()) })
const relations = z.object({
  path: z.string(),
  relations: z.array(z.object({ subject: z.string(), name: z.string(), relation: z.string() })),
})

export const organisationOperations: Readonly<Record<string, Operation>> = {
  'GET /api/orgs': { summary: 'Organisations that you have something in', answer: 'OrganisationSummary[]' },
  'POST /api/orgs': {
    summary: 'Make an organisation',
    body: createOrganisationBody,
    answer: 'OrganisationSummary',
    status: 201,
  },
  [`GET ${org}`]: { summary: 'An organisation with its settings', answer: 'OrganisationDetail' },
  [`PATCH ${org}`]: {
    summary: 'Change name or settings',
    body: organisationSettingsBody,
    answer: 'OrganisationDetail',
  },
  [`DELETE ${org}`]: {
    summary: 'Erase an organisation, for ever',
    body: eraseOrganisationBody,
    answer: 'Erased',
  },
  [`PUT ${org}/suspension`]: { summary: 'Suspend or reactivate; for whoever runs the server', body: suspensionBody },
  [`GET ${org}/workspaces`]: {
    summary: 'Workspaces of the organisation',
    query: pageQuery,
    answer: 'OrganisationWorkspace, a page',
  },
  [`POST ${org}/workspaces`]: {
    summary: 'Make a workspace in it',
    body: newWorkspaceBody,
    answer: 'OrganisationWorkspace',
    status: 201,
  },
  [`GET ${org}/members`]: { summary: 'Members and agents', query: pageQuery, answer: 'OrganisationMember, a page' },
  [`POST ${org}/members`]: {
    summary: 'Add somebody, or invite who has no account here',
    body: addMemberBody,
    answer: 'AddMemberAnswer',
    status: 201,
  },
  [`PATCH ${org}/members/:user`]: {
    summary: 'Change a role, suspend or reactivate',
    body: changeMemberBody,
    answer: 'OrganisationMember',
  },
  [`DELETE ${org}/members/:user`]: { summary: 'Take somebody out with all they had in it, or leave' },
  [`DELETE ${org}/members/:user/two-factor`]: {
    summary: 'Reset the second factor of somebody who has lost it, and sign them out everywhere',
    answer: 'FactorReset',
  },
  'DELETE /api/accounts/:account/two-factor': {
    summary: 'The same for any account; for whoever runs the server',
    answer: 'FactorReset',
  },
  [`POST ${org}/ownership`]: { summary: 'Hand on what you own', body: transferBody },
  [`GET ${org}/teams`]: { summary: 'Teams', query: pageQuery, answer: 'Team, a page' },
  [`POST ${org}/teams`]: { summary: 'Make a team', body: teamBody, answer: 'Team', status: 201 },
  [`PATCH ${org}/teams/:team`]: { summary: 'Rename a team, or move it into another', body: teamBody, answer: 'Team' },
  [`DELETE ${org}/teams/:team`]: { summary: 'Take a team away' },
  [`PUT ${org}/teams/:team/members/:user`]: {
    summary: 'Put somebody into a team',
    body: teamMemberBody,
    answer: 'Team',
  },
  [`DELETE ${org}/teams/:team/members/:user`]: { summary: 'Take somebody out of a team' },
  [`GET ${org}/invitations`]: {
    summary: 'Invitations that are open',
    query: pageQuery,
    answer: 'OrganisationInvitation, a page',
  },
  [`POST ${org}/invitations`]: {
    summary: 'Invite by mail or by a link',
    body: organisationInviteBody,
    answer: 'NewOrganisationInvitation',
    status: 201,
  },
  [`POST ${org}/invitations/:invitation/resend`]: {
    summary: 'Send it again, with a new token',
    answer: 'NewOrganisationInvitation',
  },
  [`DELETE ${org}/invitations/:invitation`]: { summary: 'Withdraw an invitation' },
  [`GET ${org}/links`]: {
    summary: 'Public links into the organisation',
    query: pageQuery,
    answer: 'OrganisationLink, a page',
  },
  [`GET ${org}/access`]: {
    summary: 'Why somebody may or may not',
    query: relationBody
      .pick({ subject: true, path: true })
      .extend({ action: z.enum(['read', 'write', 'execute', 'share']).optional() }),
    answer: 'Explanation',
  },
  [`GET ${org}/access/:subject`]: {
    summary: 'What somebody can see',
    query: pageQuery,
    answer: 'ReachableThing, a page',
  },
  [`GET ${org}/grants`]: { summary: 'What was granted on a path', query: pathQuery, answer: 'PathGrants' },
  [`PUT ${org}/grants`]: { summary: 'Set what somebody may on a path', body: pathGrantBody },
  [`DELETE ${org}/grants`]: { summary: 'Take it away', query: relationBody.pick({ subject: true, path: true }) },
  [`GET ${org}/relations`]: {
    summary: 'Relations as they were written on a path',
    query: pathQuery,
    answer: relations,
  },
  [`PUT ${org}/relations`]: { summary: 'Write one relation', body: relationBody },
  [`DELETE ${org}/relations`]: { summary: 'Take one relation away', query: relationBody },
  [`GET ${org}/directory`]: {
    summary: 'Whom one can share with',
    query: z.object({ query: z.string().optional() }),
    answer: 'DirectoryEntry, a list',
  },
  [`GET ${org}/keys`]: { summary: 'API keys of the organisation', query: pageQuery, answer: 'OrganisationKey, a page' },
  [`POST ${org}/keys`]: {
    summary: 'A key for yourself or an agent, good here only',
    body: organisationKeyBody,
    answer: 'NewApiKey',
    status: 201,
  },
  [`DELETE ${org}/keys/:key`]: { summary: 'Revoke such a key' },
  [`GET ${org}/audit`]: { summary: 'The audit log, newest first', query: auditQuery, answer: 'AuditEntry, a page' },
  [`GET ${org}/audit/export`]: {
    summary: 'The audit log as JSON lines: whole, with its proofs, or what is asked for',
    query: filterQuery,
    answer: z.string(),
    answerType: 'application/x-ndjson',
  },
  [`GET ${org}/quotas`]: { summary: 'Quotas with what is used of them', answer: 'QuotaUse, a page' },
  [`PUT ${org}/quotas`]: { summary: 'Set quotas; null takes one away', body: quotasBody, answer: 'QuotaUse, a page' },
  [`GET ${org}/workspace-quotas/:workspace`]: { summary: 'The same for one workspace', answer: 'QuotaUse, a page' },
  [`PUT ${org}/workspace-quotas/:workspace`]: {
    summary: 'Set quotas of one workspace',
    body: workspaceQuotasBody,
    answer: 'QuotaUse, a page',
  },
  [`GET ${org}/retention`]: {
    summary: 'What the windows of the organisation would remove now',
    answer: 'RetentionCounts',
  },
  [`POST ${org}/retention`]: { summary: 'Remove what is older than the windows now', answer: 'RetentionCounts' },
  [`GET ${org}/export`]: {
    summary: 'All of the organisation as one archive',
    answer: z.string(),
    answerType: 'application/gzip',
  },
  'POST /api/imports/organisation': {
    summary: 'An organisation from such an archive',
    body: z.string(),
    bodyType: 'application/gzip',
    answer: 'ImportedOrganisation',
    status: 201,
  },
  [`GET ${org}/agents`]: { summary: 'Agents, the built-in one first', answer: 'AgentSummary, a page' },
  [`POST ${org}/agents`]: {
    summary: 'Make an agent, which may do nothing before it is granted something',
    body: newAgentBody,
    answer: 'AgentSummary',
    status: 201,
  },
  [`GET ${org}/agents/:agent`]: { summary: 'One agent, by id or name', answer: 'AgentSummary' },
  [`PATCH ${org}/agents/:agent`]: { summary: 'Configure an agent', body: agentBody, answer: 'AgentSummary' },
  [`DELETE ${org}/agents/:agent`]: { summary: 'Remove an agent with all that it was granted', status: 204 },
  [`GET ${org}/assistant/tools`]: { summary: 'What agents can be allowed to do', answer: 'AgentTool, a page' },
  [`GET ${org}/usage/tokens`]: {
    summary: 'Tokens of models in a month, by who is charged',
    query: monthQuery,
    answer: 'TokenUse, a page',
  },
  [`GET ${org}/secrets`]: { summary: 'Names of secrets, never their values', answer: 'SecretSummary, a page' },
  [`PUT ${org}/secrets/:name`]: {
    summary: 'Store a secret, or a new version of it (200)',
    body: secretBody,
    answer: 'SecretSummary',
    status: 201,
  },
  [`DELETE ${org}/secrets/:name`]: { summary: 'Revoke a secret' },
  [`GET ${org}/assistant/provider`]: { summary: 'Which model answers, without its key', answer: 'ProviderAnswer' },
  [`PUT ${org}/assistant/provider`]: { summary: 'Set it', body: providerBody, answer: 'ProviderDetail' },
  [`DELETE ${org}/assistant/provider`]: { summary: 'Remove it with its key' },
  [`POST ${org}/assistant/provider/test`]: { summary: 'Say what works of it', answer: 'ProviderTest' },
  [`GET ${org}/assistant/embeddings`]: { summary: 'How far search by meaning has read', answer: 'EmbeddingStatus' },
  'POST /api/provision': {
    summary: 'Make organisations what a file says; for whoever runs the server',
    body: provisionBody,
    answer: provisioned,
  },
}
