import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Role } from '#shared/access/roles.ts'
import type { Replica } from '#shared/crdt/replica.ts'
import type { BlobHash, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { KeptCode } from '#client/platform/store.ts'
import type { Account, Member, SessionAnswer, WorkspaceSummary } from '#shared/protocol/rest.ts'
import type { AnyCommand, AnyReplicaType, Command, Query, Rows } from '#shared/rooms/room.ts'
import type { HistoryCalls } from './history/history-calls.ts'
import type { Live } from './live.ts'

/** read-only: the person may not change this workspace · not-stored: the device could not keep it, so it did not happen. */
export type EngineRefusal = 'read-only' | 'invalid-input' | 'not-stored'

export interface WorkspaceEntry {
  readonly id: WorkspaceId
  readonly name: string
  readonly isLocal: boolean
  /** A guest's is that of a viewer. */
  readonly role: Role
  /** Without a role in it: some things of it were shared. */
  readonly isGuest: boolean
}

export interface CurrentWorkspace extends WorkspaceEntry {
  readonly canWrite: boolean
  readonly canShare: boolean
  /** May have agents on the server work here: ask them, in conversations of one's own. */
  readonly canAsk: boolean
  /** Things for which `canWrite` is the other way round. */
  readonly exceptions: readonly ReplicaId[]
  /** Too long without the server: nothing of it is shown until it has been heard. */
  readonly isWithheld: boolean
}

/** How much of a workspace has come to this device for the first time; `total` 0: not known yet. */
export interface Coming {
  readonly done: number
  readonly total: number
}

/** `coming`: not everything is here yet, so that an empty list proves nothing. */
export type SyncStatus = { readonly refused: number; readonly coming?: Coming } & (
  | { readonly state: 'local' }
  | { readonly state: 'offline'; readonly unsent: number }
  /** The server answers, and takes nobody more for now. */
  | { readonly state: 'busy'; readonly unsent: number }
  | { readonly state: 'connecting'; readonly unsent: number }
  /** `done` of `total` things are here and can be used. */
  | { readonly state: 'bootstrapping'; readonly done: number; readonly total: number; readonly unsent: number }
  | { readonly state: 'sending'; readonly unsent: number }
  /** Everything of this workspace is on the server's disk, and everything of the server is here; `at`: when that became true. */
  | { readonly state: 'synced'; readonly at: number }
  | { readonly state: 'signed-out'; readonly unsent: number }
  | { readonly state: 'failed'; readonly sentence: string; readonly unsent: number }
)

/** Changes of one replica that the server did not take, kept with the reason; or words that came too late to be a change. */
export interface RefusedEntry {
  readonly id: string
  readonly workspace: WorkspaceId
  readonly replica: ReplicaId
  /** The replica's type: `task`. */
  readonly type: string
  /** What the thing was called with the refused changes in it; '' when it has no title. */
  readonly title: string
  readonly code: KeptCode
  readonly sentence: string
  readonly at: number
  readonly bytes: number
  /** It is words alone, with nothing that could be sent again. */
  readonly words?: string
}

export interface StorageHealth {
  /** undefined: not known yet, or the browser does not say. */
  readonly persisted: boolean | undefined
  readonly usedBytes?: number
  readonly quotaBytes?: number
  /** A sentence: what is wrong with the storage of this device, and what to do. */
  readonly problem?: string
  /** A sentence: what was on this device only and is gone; told until `forgetLoss`. */
  readonly lost?: string
}

export type OpenState =
  | { readonly status: 'opening' }
  | { readonly status: 'missing' }
  | { readonly status: 'failed'; readonly sentence: string }
  | {
      readonly status: 'open'
      readonly replica: Replica
      /** For editors that bind to it; undefined for Automerge replicas. A rebuilt replica is another object: bind again. */
      readonly doc: Y.Doc | undefined
      /** States of others carry `user: { name, color, principal }`: the server's word, never the bytes'. */
      readonly awareness: Awareness
      /** undefined for replicas without content. */
      readonly history: ContentHistory | undefined
    }

export interface OpenReplica {
  readonly state: Live<OpenState>
  close(): void
}

export interface Peer {
  readonly session: number
  readonly principal: PrincipalId
  readonly name: string
  readonly color: string
}

export interface UndoStep {
  /** For `undo({ id })`. */
  readonly id: number
  readonly label?: string
  /** What it was done to, when that is one thing. */
  readonly thing?: ReplicaId
  /** It was done by hand in the content of the thing. */
  readonly isEdit: boolean
}

/** The steps that are next; absent: there are none. */
export interface UndoState {
  readonly nextUndo?: UndoStep
  readonly nextRedo?: UndoStep
}

export interface TakeOptions {
  /** The step with this id instead of the latest; nothing happens when it is undone already. */
  readonly id?: number
  /** Shows the thing before a step in its content is taken, if it is not on the screen. false: there is no way to it. */
  goTo?(thing: ReplicaId): boolean
}

/** Through it what an editor does to an open replica becomes steps of the person's one history. */
export interface ContentHistory {
  /** From now on the transactions of this editor are steps. Returns the end of it. */
  follow(editor: FollowedEditor): () => void
  /** What comes next is another step. */
  stop(): void
  /** What was done since the last stop has been taken back by the editor itself, as by Escape. */
  withdraw(): void
}

export interface FollowedEditor {
  /** The origin of its transactions. */
  readonly origin: unknown
  /** What a step is called: "Typing". */
  readonly label: string
  /** What comes after such a pause is another step. */
  readonly pauseMs: number
  /** It can be seen now; it may be about to be closed and not know it yet. */
  isOnScreen(): boolean
  /** Puts what it still holds back into the document. */
  flush?(): void
}

export interface SessionState {
  /** The last answer of the server, also while it is out of reach. */
  readonly session?: SessionAnswer
  readonly status: 'unknown' | 'signed-out' | 'signed-in' | 'unreachable'
  /** Changes and files that wait to be sent, over all workspaces of this device. */
  readonly unsent: number
}

export interface People {
  readonly me?: Account
  readonly members: readonly Member[]
}

export interface RunOptions {
  readonly undoLabel?: string
}

/** `unreachable`, or the literal code of the server's problem document; `detail` is its sentence. */
export type ServerOutcome<Answer> = Outcome<string, Answer>

export interface SignUp {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly setup?: string
  readonly invitation?: string
}

export interface SessionCalls {
  refresh(): Promise<void>
  signUp(body: SignUp): Promise<ServerOutcome<SessionAnswer>>
  /** Refused with `second-step-needed` when a code is asked for, too. */
  signIn(body: { readonly email: string; readonly password: string }): Promise<ServerOutcome<SessionAnswer>>
  /** The code after the password, or a passkey instead of both. */
  signInBy(way: 'second-step' | 'passkey', body: object): Promise<ServerOutcome<SessionAnswer>>
  /** `keepData: false` removes every synced workspace from this device, with what was not sent: warn before (`unsent`). */
  signOut(options: { readonly keepData: boolean }): Promise<void>
  signOutEverywhere(): Promise<ServerOutcome<void>>
  /** Moves a local workspace to the account, under the id it has; everything in it goes to the outbox. */
  syncWorkspace(id: WorkspaceId): Promise<ServerOutcome<void>>
  acceptInvitation(token: string): Promise<ServerOutcome<WorkspaceSummary>>
}

/** What stands in a field and is not stored yet: the command that would store it. */
export interface HeldInput {
  readonly command: AnyCommand
  readonly input: { readonly id: ReplicaId }
  /** What the person typed: theirs, whatever becomes of the command. */
  readonly words: string
  /** What it began from, by its path in the row of a thing: where that has been changed since, the words are given back instead. */
  readonly from?: { readonly id: ReplicaId; readonly path: readonly string[]; readonly was: unknown } | undefined
}

/** For who holds something back for a moment: it is kept when the page goes. Each answers how to take that back. */
export interface Leaving {
  /** Called when the page goes or is put away: puts into replicas what it holds. */
  write(write: () => void): () => void
  /** Asked when the page goes; the next start runs it. */
  run(held: () => HeldInput | undefined): () => void
}

/**
 * Words for something new that is not made yet, such as the title of a task: kept on this device with each letter, by the place where they are
 * typed, in the workspace that is open.
 */
export interface Drafts {
  /** '' = none. */
  at(place: string): string
  keep(place: string, text: string): void
}

/** A workspace that is not open, to be read. Its rows are those of the moment at which it was looked at. */
export type LookElsewhere = Pick<Engine, 'rows' | 'readReplica'>

/** What the client is made of, without React: for importers, tests and the hooks. */
export interface Engine {
  readonly live: {
    readonly workspace: Live<CurrentWorkspace>
    readonly workspaces: Live<readonly WorkspaceEntry[]>
    readonly sync: Live<SyncStatus>
    /** The same for screens, without a change at every key. */
    readonly shownSync: Live<SyncStatus>
    readonly refused: Live<readonly RefusedEntry[]>
    readonly health: Live<StorageHealth>
    readonly session: Live<SessionState>
    readonly people: Live<People>
    readonly undo: Live<UndoState>
    readonly rows: Live<Rows>
  }
  workspace(): CurrentWorkspace
  rows(): Rows
  /** A live answer; the same query and params share one. `params` are plain data. */
  query<Params, Answer>(query: Query<Params, Answer>, params: Params): Live<Answer>
  /** One transaction, one undo step. Serial within the tab. Throws what the command throws. */
  run<Input, Reason extends string, Answer>(
    command: Command<Input, Reason, Answer>,
    input: Input,
    options?: RunOptions,
  ): Promise<Outcome<Reason | EngineRefusal, Answer>>
  /** The commands that `work` runs become durable together, or not at all, and are one undo step. For importers: some hundred at a time. */
  batch<Answer>(
    work: (run: Engine['run']) => Promise<Answer>,
    options?: RunOptions,
  ): Promise<Outcome<'read-only' | 'not-stored', Answer>>
  openReplica(type: AnyReplicaType, id: ReplicaId): OpenReplica
  /** Looks at what is stored, for exports: `look` must not keep the replica. undefined: there is none. */
  readReplica<Answer>(
    type: AnyReplicaType,
    id: ReplicaId,
    look: (replica: Replica) => Answer,
  ): Promise<Answer | undefined>
  /** Another workspace of the person, as it is stored here now. undefined: it is not, or nothing of it may be shown. */
  lookElsewhere(workspace: WorkspaceId): Promise<LookElsewhere | undefined>
  peers(id: ReplicaId): Live<readonly Peer[]>
  /** false: no such workspace on this device. */
  open(id: WorkspaceId): Promise<boolean>
  createLocal(name: string): Promise<WorkspaceId>
  createSynced(name: string): Promise<ServerOutcome<WorkspaceId>>
  rename(id: WorkspaceId, name: string): Promise<ServerOutcome<void>>
  /**
   * The latest step, whatever it was done to: what others or later steps have changed since stays, and steps of which nothing is left
   * are passed over. Answers which it was; undefined: there was none, or it could not be stored.
   */
  undo(options?: TakeOptions): Promise<UndoStep | undefined>
  redo(options?: TakeOptions): Promise<UndoStep | undefined>
  readonly session: SessionCalls
  readonly history: HistoryCalls
  readonly refused: {
    discard(id: string): Promise<void>
    /** Puts the changes back into the replica and the outbox. */
    retry(id: string): Promise<void>
    text(id: string): Promise<string>
    export(id: string): Promise<Blob>
  }
  readonly blobs: {
    put(file: Blob): Promise<Outcome<'too-large' | 'not-stored' | 'read-only', BlobHash>>
    /** From this device, else from the server (and then kept). undefined: not to be had now. */
    get(hash: BlobHash): Promise<Blob | undefined>
    /** An object URL, shared and valid as long as the page. */
    url(hash: BlobHash): Promise<string | undefined>
  }
  nameOf(principal: PrincipalId): string
  colorOf(principal: PrincipalId): string
  requestPersistence(): Promise<void>
  /** The person has read what was lost. */
  forgetLoss(): void
  /** What is typed and could not be stored, as plain text: the way out when the device takes nothing more. '' = nothing. */
  unsavedText(): string
  /** Fulfilled when everything done so far is stored on this device; false: it could not be. */
  flushed(): Promise<boolean>
  readonly leaving: Leaving
  readonly drafts: Drafts
  close(): Promise<void>
}
