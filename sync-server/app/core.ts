import type { DeviceId, OrganisationId } from '#shared/kit/ids.ts'
import { mintId } from '#shared/kit/ids.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { openAccess } from '#server/access/access.ts'
import { withOperator } from '#server/access/operator-access.ts'
import { openAgents } from '#server/ai/agents/agents.ts'
import { openJobBell } from '#server/ai/jobs/job-bell.ts'
import { openLiveAnswers } from '#server/ai/jobs/live-answers.ts'
import { type OldConversationPorts, openOldConversations } from '#server/ai/jobs/old-conversations.ts'
import { openMeanings } from '#server/ai/embeddings/meanings.ts'
import { openProviders } from '#server/ai/providers/providers.ts'
import { withCountedRefusals } from '#server/audit/counted-refusals.ts'
import { openApiKeys } from '#server/identity/api-keys.ts'
import { withKnownTokens } from '#server/identity/known-tokens.ts'
import { openCredentials } from '#server/identity/open-credentials.ts'
import type { PasswordCost } from '#server/identity/password-hash.ts'
import { openPasswordIdentity } from '#server/identity/password-identity.ts'
import { openActivity } from '#server/log/activity.ts'
import { openChangeCheck } from '#server/log/change-check.ts'
import { openCommandRunner } from '#server/log/command-runner.ts'
import { forgetOnce } from '#server/log/background.ts'
import { openLog } from '#server/log/log.ts'
import { type Moves, openMoves } from '#server/log/moves.ts'
import { openThingReader } from '#server/log/thing-reader.ts'
import { openRestoredLately } from '#server/log/restored.ts'
import type { MailSettings } from '#server/mail/mailer.ts'
import { openMailer } from '#server/mail/smtp-mailer.ts'
import { openCatalogue } from '#server/resources/catalogue.ts'
import { openNotes } from '#server/resources/notes.ts'
import { openBlobFiles } from '#server/storage/blob-files.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { homeOfWorkspace } from '#server/storage/workspace-store.ts'
import { maxBlobBytes, openBlobs } from '#server/tenancy/blobs.ts'
import { openPaths } from '#server/tenancy/paths.ts'
import { openTenancyParts } from '#server/tenancy/open-tenancy.ts'
import { titleOfValue } from '#server/tenancy/title-of.ts'
import { openSafekeeping, type Safekeeping, type SafekeepingSettings } from './safekeeping.ts'
import { openDataExport } from '#server/tenancy/data-export/data-export.ts'
import { openRetention, type RetentionPorts } from '#server/tenancy/retention/retention.ts'
import { openQuotas } from '#server/tenancy/quotas/quotas.ts'

export interface CoreOptions extends SafekeepingSettings {
  readonly dataFolder: string
  readonly clock: Clock
  readonly random: Random
  readonly passwordCost: PasswordCost
  /** What JWTs of the operator are signed with; undefined: there are none. */
  readonly jwtSecret?: string | undefined
  /** Organisations may set model endpoints in the server's own network. */
  readonly allowsPrivateEndpoints?: boolean | undefined
  /** Where people find the server, for what leaves by mail. */
  readonly site?: string
  /** How mail leaves; undefined: not at all. */
  readonly mail?: MailSettings | undefined
  /** What the storage has to say to whoever runs the server, in sentences. */
  tell?(sentence: string): void
  /** Faults that nobody who asked is told of. */
  report?(fault: unknown): void
}

export type Core = Awaited<ReturnType<typeof openCore>>

/**
 * Everything behind the doors, over one data folder: what the server serves and the command line uses when no server runs. Throws a
 * StorageFault when the folder can not be used.
 */
export async function openCore(options: CoreOptions) {
  const storage = openSqliteStorage(options.dataFolder, {
    clock: options.clock,
    tell: options.tell ?? (() => undefined),
    keys: options.serverKeys,
  })
  try {
    const safekeeping = await openSafekeeping(storage, options)
    return await wire(withCountedRefusals(storage, safekeeping.audit), options, safekeeping)
  } catch (error) {
    await storage.close()
    throw error
  }
}

async function wire(storage: Storage, options: CoreOptions, safekeeping: Safekeeping) {
  const { dataFolder, clock, random, passwordCost, report = () => undefined } = options
  const { control } = storage
  const people = await openPeople(storage, options)
  const { identity, keys, access } = people
  const log = openLog({ storage, clock })
  const mailer = await openMailer(options.mail, options.tell ?? (() => undefined))
  const things = openThingReader(log)
  const addressOf = (path: string) => new URL(path, options.site ?? 'http://localhost:8787').href
  const tenancyPorts = { storage, access, identity, clock, random, mailer, addressOf, passwordCost }
  const tenancy = openTenancyParts({
    ...tenancyPorts,
    linkSecret: await control.setting('link-secret', () => mintId('secret', random)),
    titleOf: async (workspace, replica) => titleOfValue((await catalogue.of(workspace))?.rows.get(replica)?.value),
  })
  const { device, history } = await namesOfServer(storage, random)
  const files = openFiles(dataFolder, random)
  const checker = openChecker(storage, clock, openMoves({ storage, access, report }))
  const catalogue = openCatalogue({ storage, log, random, report })
  const activity = openActivity({ storage, catalogue })
  const quotas = openQuotas({ storage, clock, report })
  const pushPorts = { access, log, checkChange: quotas.log.within(checker.check) }
  const blobs = openBlobs({ storage, files, quotas: quotas.log })
  const notes = openNotes({ ...pushPorts, storage, blobs, random, device })
  const mint = (prefix: string) => mintId<string>(prefix, random)
  const nameOf = (organisation: OrganisationId) => tenancy.organisations.nameOf(organisation)
  const providers = openProviders({ ...options, ...safekeeping, storage })
  return {
    ...pushPorts,
    ...safekeeping,
    storage,
    ...people,
    device,
    history,
    mailer,
    addressOf,
    things,
    activity,
    catalogue,
    paths: openPaths({ storage, catalogue }),
    ...tenancy,
    commands: openCommandRunner({ ...pushPorts, clock, random, device }),
    blobs,
    notes,
    quotas,
    agents: openAgents(tenancyPorts),
    live: openLiveAnswers(),
    bell: openJobBell(),
    providers,
    meanings: openMeanings({ storage, quotas, clock, random, providers }),
    retention: openRetentionOver({ ...pushPorts, storage, identity, clock, random, device, report }),
    dataExport: openDataExport({ storage, mint, nameOf, access, keys, quotas, clock, dataFolder, files }),
    close: async () => {
      for (const part of [catalogue, notes, mailer, things, activity, log, checker]) await part.close()
      await quotas.settled()
      await storage.close()
    },
  }
}

/** Who is who, what shows it, and what they may. */
async function openPeople(storage: Storage, { clock, random, passwordCost, jwtSecret }: CoreOptions) {
  const { control } = storage
  const identity = openPasswordIdentity({ control, clock, random, cost: passwordCost })
  const keys = openApiKeys({ control, clock, random })
  const credentials = await openCredentials({ control, identity, keys, clock, random, jwtSecret })
  const access = withOperator(openAccess(storage), storage)
  return { identity, keys, credentials: withKnownTokens(credentials, clock), access }
}

async function namesOfServer({ control }: Storage, random: Random) {
  return {
    /** The device that changes made by this process itself are stamped with. */
    device: (await control.setting('device', () => mintId('device', random))) as DeviceId,
    /** A restore gives it another name, as it does to the histories of organisations. */
    history: await control.setting('epoch', () => mintId('history', random)),
  }
}

function openFiles(folder: string, random: Random) {
  return openBlobFiles({ folder, maxBytes: maxBlobBytes, nameUpload: () => mintId('upload', random) })
}

function openChecker(storage: Storage, clock: Clock, moves: Moves) {
  return openChangeCheck({
    moves,
    storeOf: async (workspace) => {
      const home = await homeOfWorkspace(storage, workspace)
      if (!home) throw new Error(`bug: a change of ${workspace}, which nobody made`)
      return home.store.log
    },
    restoredLately: openRestoredLately(storage, clock),
    organisationOf: (workspace) => storage.control.organisationOfWorkspace(workspace),
    clock,
  })
}

/** Without a server the log forgets when it is asked to. */
function openRetentionOver(ports: Omit<RetentionPorts, 'conversations'> & OldConversationPorts) {
  const retention = openRetention({ ...ports, conversations: openOldConversations(ports) })
  retention.forgetBy((workspaces) => forgetOnce({ ...ports, forgotten: retention.forgotten }, workspaces))
  return retention
}
