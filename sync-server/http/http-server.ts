import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Clock } from '#shared/kit/ports.ts'
import type { Access } from '#server/access/access.ts'
import type { Agents } from '#server/ai/agents/agents.ts'
import type { JobBell } from '#server/ai/jobs/job-bell.ts'
import type { LiveAnswers } from '#server/ai/jobs/live-answers.ts'
import type { Audit } from '#server/audit/audit.ts'
import type { OwnOrigin } from '#server/access/own-origin.ts'
import type { Meanings } from '#server/ai/embeddings/meanings.ts'
import type { Providers } from '#server/ai/providers/providers.ts'
import type { ApiKeys } from '#server/identity/api-keys.ts'
import type { Credentials } from '#server/identity/credentials.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { SignInWays } from '#server/identity/sign-in-ways.ts'
import type { Activity } from '#server/log/activity.ts'
import type { CommandRunner } from '#server/log/command-runner.ts'
import type { Log } from '#server/log/log.ts'
import type { ThingReader } from '#server/log/thing-reader.ts'
import type { Catalogue } from '#server/resources/catalogue.ts'
import type { Notes } from '#server/resources/notes.ts'
import type { Secrets } from '#server/secrets/secrets.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Blobs } from '#server/tenancy/blobs.ts'
import type { DataExport } from '#server/tenancy/data-export/data-export.ts'
import type { Quotas } from '#server/tenancy/quotas/quotas.ts'
import type { TenancyParts } from '#server/tenancy/open-tenancy.ts'
import type { Paths } from '#server/tenancy/paths.ts'
import type { Retention } from '#server/tenancy/retention/retention.ts'
import type { SignUps } from '#server/tenancy/sign-up.ts'
import type { TenancyPorts } from '#server/tenancy/tenancy.ts'
import { accessRoutes } from './access-routes.ts'
import { accountRoutes } from './account-routes.ts'
import { activityRoutes } from './activity-routes.ts'
import { agentRoutes } from './agent-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { blobRoutes } from './blob-routes.ts'
import { installSecurityHeaders, serveClient, writeSecurityHeaders } from './client-files.ts'
import { commandRoutes } from './command-routes.ts'
import { conversationRoutes } from './conversation-routes.ts'
import { installDoors, type RouteDoor } from './door.ts'
import { exportRoutes, importRoutes } from './export-routes.ts'
import { factorRoutes } from './factor-routes.ts'
import { historyRoutes } from './history-routes.ts'
import { invitationRoutes, organisationInvitationRoutes } from './invitation-routes.ts'
import { organisationKeyRoutes } from './key-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { readJsonBodies } from './json-bodies.ts'
import { meaningRoutes } from './meaning-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { organisationMemberRoutes } from './member-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { noteRefusal } from './note-refusals.ts'
import { installIdempotency } from './idempotency.ts'
import { installQuotaDoor } from './quota-door.ts'
import { quotaRoutes } from './quota-routes.ts'
import { openApiRoutes } from './openapi-routes.ts'
import { HttpRefusal, problemHandler } from './problems.ts'
import { providerRoutes } from './provider-routes.ts'
import { provisionRoutes } from './provision-routes.ts'
import { relationRoutes } from './relation-routes.ts'
import { installRequestLimits } from './request-limits.ts'
import { resourceRoutes } from './resource-routes.ts'
import { retentionRoutes } from './retention-routes.ts'
import { scheduleRoutes } from './schedule-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { secretRoutes } from './secret-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { shareRoutes } from './share-routes.ts'
import { sharingRoutes } from './sharing-routes.ts'
import { boundSlowClients, patienceOptions } from './slow-clients.ts'
import { teamRoutes } from './team-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { memberRoutes, workspaceRoutes } from './workspace-routes.ts'

export interface HttpPorts extends TenancyParts, TenancyPorts {
  readonly identity: Identity
  readonly signInWays: SignInWays
  readonly credentials: Credentials
  readonly keys: ApiKeys
  readonly access: Access
  readonly things: ThingReader
  readonly activity: Activity
  readonly signUps: SignUps
  readonly blobs: Blobs
  readonly commands: CommandRunner
  readonly log: Log
  readonly catalogue: Catalogue
  readonly notes: Notes
  readonly paths: Paths
  readonly clock: Clock
  readonly storage: Storage
  readonly audit: Audit
  readonly quotas: Quotas
  readonly dataExport: DataExport
  readonly retention: Retention
  readonly secrets: Secrets
  readonly agents: Agents
  readonly live: LiveAnswers
  readonly bell: JobBell
  readonly providers: Providers
  readonly meanings: Meanings
  readonly origin: OwnOrigin
  readonly openSignUp: boolean
  /** Of one caller. */
  readonly requestsPerMinute: number
  /** People reach the server by https. */
  readonly isHttps: boolean
  /** Whose word on where a request came from is taken: the names or ranges of proxies. */
  readonly trustedProxies: readonly string[]
  /** The folder of the built app. */
  readonly clientFolder: string
  /** false: it is on its way out; a proxy should send nobody here any more. */
  isServing(): boolean
  /** For faults: what went wrong is the operator's business, not the caller's. */
  report(fault: unknown): void
}

/** All of HTTP, ready to listen. Paths, bodies and answers are in docs/rest.md. */
export async function openHttpServer(ports: HttpPorts): Promise<{ app: FastifyInstance; doors: readonly RouteDoor[] }> {
  const answerProblem = problemHandler(ports.report)
  const app = fastify({
    trustProxy: [...ports.trustedProxies],
    forceCloseConnections: true,
    ...patienceOptions(),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (_error, request, reply) => refuseUnreadable(request, reply, answerProblem),
  })
  app.setErrorHandler((error: Parameters<typeof answerProblem>[0], request, reply) => {
    noteRefusal(ports.audit, request, error)
    return answerProblem(error, request, reply)
  })
  readJsonBodies(app)
  installSecurityHeaders(app)
  boundSlowClients(app)
  const doors = installDoors(app, ports)
  installRequestLimits(app, ports)
  installQuotaDoor(app, ports)
  installIdempotency(app, ports)
  app.get('/health', (_request, reply) => {
    if (ports.isServing()) return { status: 'ok' }
    return reply.code(503).send({ status: 'closing' })
  })
  watchFactors(app, ports)
  identityRoutes(app, ports)
  workspaceRoutes(app, ports)
  memberRoutes(app, ports)
  invitationRoutes(app, ports)
  organisationRoutes(app, ports)
  organisationMemberRoutes(app, ports)
  teamRoutes(app, ports)
  organisationInvitationRoutes(app, ports)
  sharingRoutes(app, ports)
  linkRoutes(app, ports)
  accessRoutes(app, ports)
  organisationKeyRoutes(app, ports)
  provisionRoutes(app, ports)
  openApiRoutes(app, doors)
  relationRoutes(app, ports)
  commandRoutes(app, ports)
  assistantRoutes(app, ports)
  historyRoutes(app, ports)
  auditRoutes(app, ports)
  quotaRoutes(app, ports)
  exportRoutes(app, ports)
  retentionRoutes(app, ports)
  secretRoutes(app, ports)
  searchRoutes(app, ports)
  activityRoutes(app, ports)
  await app.register((scope) => blobRoutes(scope, ports))
  await app.register((scope) => importRoutes(scope, ports))
  await app.register((scope) => resourceRoutes(scope, ports))
  await app.register((scope) => shareRoutes(scope, ports))
  await serveClient(app, ports.clientFolder)
  return { app, doors }
}

/** An address that stands for nothing, such as /%zz, comes before any hook; the library would repeat it in words of its own. */
function refuseUnreadable(
  request: FastifyRequest,
  reply: FastifyReply,
  answerProblem: ReturnType<typeof problemHandler>,
): void {
  writeSecurityHeaders(request, reply)
  answerProblem(new HttpRefusal('not-found'), request, reply)
}

function identityRoutes(app: FastifyInstance, ports: HttpPorts): void {
  sessionRoutes(app, ports)
  tokenRoutes(app, ports)
  accountRoutes(app, ports)
  factorRoutes(app, ports)
  oidcRoutes(app, ports)
}

function assistantRoutes(app: FastifyInstance, ports: HttpPorts): void {
  agentRoutes(app, ports)
  jobRoutes(app, ports)
  scheduleRoutes(app, ports)
  conversationRoutes(app, ports)
  meaningRoutes(app, ports)
  providerRoutes(app, ports)
}

/** Organisations that ask for a second factor learn at once who has one now, and who has none any more. */
function watchFactors(app: FastifyInstance, { secondFactors }: HttpPorts): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const account = request.caller?.account
    const isChange = request.method !== 'GET' && request.routeOptions.url?.startsWith('/api/account/')
    if (!isChange || !account || reply.statusCode >= 300) return done()
    void secondFactors.changed(account.id).then(() => done(), done)
  })
}
