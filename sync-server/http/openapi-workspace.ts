import { z } from 'zod'
import { foundEverywhere, foundThings } from '#shared/assistant/search/answer.ts'
import { meantThings } from '#shared/assistant/search/meant.ts'
import { activityPage, activityQuery } from '#shared/protocol/rest-activity.ts'
import { takeBackInput } from '#shared/rooms/versions/index.ts'
import { changeRoleBody, createWorkspaceBody, inviteBody, renameWorkspaceBody } from '#shared/protocol/rest.ts'
import { grantBody, inheritanceBody, linkBody } from '#shared/protocol/rest-sharing.ts'
import { scheduleBody, scheduleChangeBody } from '#shared/protocol/rest-agents.ts'
import { contextBody } from './context-routes.ts'
import { streamQuery } from './job-stream.ts'
import type { Operation } from './openapi-operations.ts'
import { pageQuery } from './pages.ts'
import { recordBody } from './resource-writes.ts'
import { searchQuery } from './search-routes.ts'

const thing = z
  .looseObject({
    id: z.string(),
    type: z.string().meta({ description: 'document, task, idea, board, project or folder' }),
    path: z.string().meta({ description: 'Below the workspace, as the caller is to call it' }),
    title: z.string(),
    etag: z.string(),
    changedAt: z.number().meta({ description: 'Milliseconds since 1970, UTC' }),
    changedBy: z.string(),
  })
  .meta({ description: 'What is said of all things; the fields of its kind stand beside it.' })
const thingPage = z.object({ items: z.array(thing), next: z.string().optional() })
const contextThing = thing.pick({ id: true, type: true, path: true, title: true, changedAt: true })
const context = z.object({
  topics: z.array(z.string()),
  focus: z.string(),
  things: z.array(contextThing),
  recent: z.array(contextThing),
  changedAt: z.number().optional(),
  changedBy: z.string().optional(),
})
const record = z
  .looseObject({ id: z.string(), changedAt: z.number() })
  .meta({ description: 'The fields of the record stand beside these.' })
const list = z.object({ name: z.string(), path: z.string(), things: z.number() })

const resource = '/api/orgs/:org/:workspace/*'

export const workspaceOperations: Readonly<Record<string, Operation>> = {
  'GET /api/workspaces/:id/jobs': { summary: 'What agents do for you, newest first', answer: 'JobSummary, a page' },
  'GET /api/workspaces/:id/jobs/:job': { summary: 'One of them', answer: 'JobSummary' },
  'POST /api/workspaces/:id/jobs/:job/cancel': { summary: 'Stop it; what was done stays', answer: 'JobSummary' },
  'GET /api/workspaces/:id/jobs/:job/stream': {
    summary: 'Its answer while it is made, as server-sent events: piece, reset, end',
    query: streamQuery,
    answer: z.string(),
    answerType: 'text/event-stream',
  },
  'GET /api/workspaces/:id/schedules': {
    summary: 'Your words for agents that come again',
    answer: 'ScheduleSummary, a page',
  },
  'POST /api/workspaces/:id/schedules': {
    summary: 'Have an agent do something by a rule of RFC 5545',
    body: scheduleBody,
    answer: 'ScheduleSummary',
    status: 201,
  },
  'PATCH /api/workspaces/:id/schedules/:schedule': {
    summary: 'Change it, or switch it off and on',
    body: scheduleChangeBody,
    answer: 'ScheduleSummary',
  },
  'GET /api/workspaces/:id/agents': { summary: 'Agents that you may ask there', answer: 'AskableAgent, a page' },
  'DELETE /api/workspaces/:id/schedules/:schedule': { summary: 'End it', status: 204 },
  'GET /api/workspaces/:id/conversations': {
    summary: 'Conversations that you may read',
    answer: z.object({ items: z.array(record) }),
  },
  'GET /api/workspaces/:id/conversations/:replica': {
    summary: 'One of them, with its questions and answers',
    answer: record,
  },
  'GET /api/workspaces/:id/proposals': {
    summary: 'What agents propose to you and waits for a decision',
    answer: z.object({ items: z.array(record) }),
  },
  'GET /api/workspaces': { summary: 'Workspaces that you have something in', answer: 'WorkspaceSummary[]' },
  'POST /api/workspaces': {
    summary: 'Make a workspace',
    body: createWorkspaceBody,
    answer: 'WorkspaceSummary',
    status: 201,
  },
  'PATCH /api/workspaces/:id': { summary: 'Rename a workspace', body: renameWorkspaceBody, answer: 'WorkspaceSummary' },
  'GET /api/workspaces/:id/members': { summary: 'Who has a role in it', answer: 'Member[]' },
  'PATCH /api/workspaces/:id/members/:account': { summary: 'Change a role', body: changeRoleBody, answer: 'Member' },
  'DELETE /api/workspaces/:id/members/:account': { summary: 'Take somebody out, or leave' },
  'GET /api/workspaces/:id/invitations': { summary: 'Invitations that are open', answer: 'PendingInvitation[]' },
  'POST /api/workspaces/:id/invitations': {
    summary: 'Invite; the token is shown once',
    body: inviteBody,
    answer: 'Invitation',
    status: 201,
  },
  'DELETE /api/workspaces/:id/invitations/:invitation': { summary: 'Withdraw an invitation' },
  'GET /api/invitations/:token': { summary: 'What an invitation is to', answer: 'InvitationPreview' },
  'POST /api/invitations/:token/accept': { summary: 'Accept an invitation', answer: 'JoinAnswer' },
  'GET /api/workspaces/:id/sharing': { summary: 'Who reaches the workspace, and why', answer: 'SharingState' },
  'PUT /api/workspaces/:id/sharing/:subject': {
    summary: 'Grant something on the workspace',
    body: grantBody,
    answer: 'GrantAnswer',
  },
  'DELETE /api/workspaces/:id/sharing/:subject': {
    summary: 'Take a grant on the workspace away',
  },
  'GET /api/workspaces/:id/sharing/:replica': { summary: 'Who reaches a thing, and why', answer: 'SharingState' },
  'PATCH /api/workspaces/:id/sharing/:replica': {
    summary: 'Whether what is granted above counts',
    body: inheritanceBody,
  },
  'PUT /api/workspaces/:id/sharing/:replica/:subject': {
    summary: 'Grant something on a thing',
    body: grantBody,
    answer: 'GrantAnswer',
  },
  'DELETE /api/workspaces/:id/sharing/:replica/:subject': {
    summary: 'Take a grant on a thing away',
  },
  'POST /api/workspaces/:id/links': {
    summary: 'A public link to a thing; its token is shown once',
    body: linkBody,
    answer: 'NewPublicLink',
    status: 201,
  },
  'DELETE /api/workspaces/:id/links/:link': { summary: 'End a public link' },
  'POST /api/workspaces/:id/commands/:name': {
    summary: 'Run a command; each is listed by its name below',
    body: z.looseObject({}),
    answer: z.object({ answer: z.unknown() }),
  },
  'GET /api/workspaces/:id/replicas/:replica/changes': {
    summary: 'Who changed what when',
    answer: z.string(),
    answerType: 'application/octet-stream',
  },
  'GET /api/workspaces/:id/activity': {
    summary: 'What happened in it, newest first, as far as you may read it',
    query: activityQuery,
    answer: activityPage,
  },
  'GET /api/workspaces/:id/activity/:act/undo': {
    summary: 'What takes back what an agent did: the input of the command versions.takeBack',
    answer: takeBackInput,
  },
  'GET /api/workspaces/:id/search': {
    summary: 'Look for words in what you may read',
    query: searchQuery,
    answer: foundThings,
  },
  'GET /api/workspaces/:id/search/meaning': {
    summary: 'Look for what is near in meaning in what you may read',
    query: searchQuery,
    answer: meantThings,
  },
  'GET /api/orgs/:org/search': {
    summary: 'The same in all workspaces of an organisation',
    query: searchQuery,
    answer: foundEverywhere,
  },
  'PUT /api/workspaces/:id/blobs/:hash': {
    summary: 'Store a file by its SHA-256',
    body: z.string(),
    bodyType: '*/*',
    answer: 'StoredBlob',
    status: 201,
  },
  'GET /api/workspaces/:id/blobs/:hash': { summary: 'Read a file', answer: z.string(), answerType: '*/*' },
  'GET /api/orgs/:org/:workspace': {
    summary: 'The lists of a workspace',
    answer: z.object({ id: z.string(), collections: z.array(list) }),
  },
  'GET /api/orgs/:org/:workspace/context.json': {
    summary: 'What the workspace is about at the moment',
    answer: context,
  },
  'PUT /api/orgs/:org/:workspace/context.json': {
    summary: 'Say what it is about; what is left out stays',
    body: contextBody,
    answer: context,
  },
  [`GET ${resource}`]: {
    summary: 'A list as a page, a document as Markdown, a record as JSON',
    query: pageQuery,
    answer: z.union([thing, thingPage]),
  },
  [`PUT ${resource}`]: {
    summary: 'Write a thing, or make it; a document from text/markdown',
    body: recordBody,
    answer: thing,
  },
  [`POST ${resource}`]: { summary: 'Make a thing in a list or folder', body: recordBody, answer: thing, status: 201 },
  [`DELETE ${resource}`]: { summary: 'Put a thing into the trash' },
}
