import type { AccountId, OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import type { AccountStore } from './account-store.ts'
import type { AgentStore } from './agent-store.ts'
import type { AuditStore } from './audit-store.ts'
import type { EmbeddingStore } from './embedding-store.ts'
import type { ServerKeys } from './key-ring.ts'
import type { JobStore } from './job-store.ts'
import type { KeyStore } from './key-store.ts'
import type { LogStore } from './log-store.ts'
import type { NameStore } from './name-store.ts'
import type { RepeatStore } from './repeat-store.ts'
import type { SecretStore } from './secret-store.ts'
import type { OrganisationMoves } from './organisation-moves.ts'
import type { QuotaStore } from './quota-store.ts'
import type { TenantStore } from './tenant-store.ts'
import type { TokenStore } from './token-store.ts'

/**
 * What the server keeps. `storage-suite.ts` holds every adapter to this contract. All methods are asynchronous, so that an adapter
 * may live in another thread or on another machine; each is one transaction and durable once its promise is fulfilled.
 */
export interface Storage {
  readonly control: ControlStore
  /** The organisation's own store, made when it is not there yet. */
  organisation(id: OrganisationId): Promise<OrganisationStore>
  /** Organisations in which those who work in the background may find something to do; of the others that is known without a look. */
  restless(question: BackgroundQuestion): Promise<readonly OrganisationId[]>
  /** What its profile says of settings, as JSON, without opening what rests; undefined: nothing. */
  settingsOf(organisation: OrganisationId): Promise<string | undefined>
  readonly keys: ServerKeys
  readonly moves: OrganisationMoves
  /** Why vectors can not be compared on this machine, in words; undefined: they can. */
  vectorProblem(): Promise<string | undefined>
  close(): Promise<void>
}

export interface BackgroundQuestion {
  readonly nowMs: number
  /** A consumer of the log that asks; left out: whoever merges changes and lets go of old ones. */
  readonly consumer?: { readonly name: string; readonly stamp: string }
}

/** Everything of one organisation, physically apart from the others. */
export interface OrganisationStore extends TenantStore, QuotaStore {
  readonly log: LogStore
  readonly audit: AuditStore
  readonly secrets: SecretStore
  readonly agents: AgentStore
  readonly jobs: JobStore
  readonly tokens: TokenStore
  readonly embeddings: EmbeddingStore
}

/** What belongs to the server as a whole: accounts, sign-ins, keys, names, and which organisation holds what. */
export interface ControlStore extends AccountStore, KeyStore, NameStore, RepeatStore {
  /** Of what belongs to no organisation. */
  readonly audit: AuditStore

  /** A value made once and kept for ever, such as the server's own device id. */
  setting(name: string, otherwise: () => string): Promise<string>
  /** The same when it has been made; undefined: it has not. */
  findSetting(name: string): Promise<string | undefined>

  /** The organisation that holds the workspace from now on: the asked one, or the one that had reserved the id before. */
  reserveWorkspace(workspace: WorkspaceId, organisation: OrganisationId): Promise<OrganisationId>
  organisationOfWorkspace(workspace: WorkspaceId): Promise<OrganisationId | undefined>
  /** Remembers that the account has something in the organisation; the first one is its home. */
  linkAccount(account: AccountId, organisation: OrganisationId): Promise<void>
  /** The account has nothing in it any more. */
  unlinkAccount(account: AccountId, organisation: OrganisationId): Promise<void>
  organisationsOfAccount(account: AccountId): Promise<readonly OrganisationId[]>
  /** Whether it is one of `organisations`. */
  hasOrganisation(organisation: OrganisationId): Promise<boolean>
  organisations(): Promise<readonly OrganisationId[]>
}
