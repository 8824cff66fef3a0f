import { done } from '#shared/kit/outcome.ts'
import type { Edges } from '#client/platform/ports.ts'
import type { Store, StoreTrouble } from '#client/platform/store.ts'
import { BlobUploads } from './blob-uploads.ts'
import { Blobs } from './blobs.ts'
import { calmStatus } from './calm-status.ts'
import { Core } from './core.ts'
import { type Device, openDevice } from './device.ts'
import type { Engine, SyncStatus } from './engine-contract.ts'
import { openDrafts } from './drafts.ts'
import { cell, type Live } from './live.ts'
import type { LoadAutomerge } from './load-automerge.ts'
import { LinkAccess } from './link-access.ts'
import { lazyHistory } from './history/lazy-history.ts'
import { keepLastWords, takeUpLastWords } from './last-words.ts'
import { keepLossNote, lossAtStart } from './loss-note.ts'
import { createLocalWorkspace } from './local-workspace.ts'
import { OpenReplicas } from './open-replicas.ts'
import { Outbox } from './outbox.ts'
import { PeopleBook } from './people-book.ts'
import { Presence } from './presence.ts'
import { PresenceHub } from './presence-hub.ts'
import { readReplica } from './read-replica.ts'
import { RefusedTray } from './refused-tray.ts'
import { textOf } from './replica-text.ts'
import { renewRows } from './renew-rows.ts'
import { storeSentences, withheldSentence } from './sentences.ts'
import { Session } from './session.ts'
import { StorageWatch } from './storage-watch.ts'
import { SyncLink } from './sync-link.ts'
import { syncStatusOf } from './sync-status.ts'
import { tidyReplicas } from './tidy-replicas.ts'
import { Withdrawals } from './withdrawals.ts'

export interface EnginePorts {
  readonly edges: Edges
  readonly store: Store
  readonly loadAutomerge: LoadAutomerge
  /** Why the store keeps nothing beyond this page. */
  readonly volatile?: StoreTrouble
}

/** Opens what this device holds. Answers as soon as the rows of the last workspace are in memory; the server comes later. */
export async function openEngineOn(ports: EnginePorts): Promise<Engine> {
  const start = await openDevice(ports)
  const core = new Core({ ...ports, ...start })
  const parts = partsOf(core, ports, start)
  parts.link.setSignedIn(parts.session.state.get().session?.account !== undefined)
  const leaving = keepLastWords(core)
  await takeUpLastWords(core, parts.tray)
  parts.link.start()
  parts.access.start()
  void parts.withdrawals.tidy().catch(() => undefined)
  void parts.session.refresh()
  return engineOf(core, { ...parts, leaving })
}

type Parts = ReturnType<typeof partsOf>

function partsOf(core: Core, ports: EnginePorts, { settings, refused, isNew }: Device) {
  const people = new PeopleBook(core, settings)
  const presence = new Presence(core, people, core.actor)
  const open = new OpenReplicas(core, { onOpened: (place, awareness) => presence.opened(place, awareness) })
  const tray = new RefusedTray(core, { open, stored: refused })
  const uploads = new BlobUploads(core)
  const withdrawals = new Withdrawals(core, { open, tray })
  const access = new LinkAccess(core, withdrawals, settings)
  const link: SyncLink = new SyncLink(core, {
    outbox: new Outbox(core, { open, tray }),
    uploads,
    hub: new PresenceHub(core, presence),
    access,
    withdrawals,
    onSignedOut: () => void session.refresh(),
    onLinked: () => void session.refresh(),
  })
  const session: Session = new Session(core, settings, {
    people,
    onChanged: () => link.setSignedIn(session.state.get().session?.account !== undefined),
    beforeRemoval: async () => {
      link.setSignedIn(false)
      await core.journal.flushed()
    },
  })
  const blobs = new Blobs(core, {
    onPut: (workspace) => {
      link.fileWaits(workspace)
      core.tabs.tell({ kind: 'blob', workspace })
    },
  })
  const isKept = ports.volatile === undefined
  const lost = lossAtStart(core.edges.keepsakes, isNew && isKept)
  const health = new StorageWatch(core, { volatile: ports.volatile, lost })
  if (isKept) keepLossNote(core, link.report)
  core.trouble.subscribe(() => letGoOf(core, link))
  tidyReplicas(core)
  renewRows(core)
  const status = watchStatus(core, { link, tray, session })
  return { people, presence, open, tray, link, access, withdrawals, session, blobs, health, status }
}

function engineOf(core: Core, parts: Parts & Pick<Engine, 'leaving'>): Engine {
  const { leaving, people, presence, open, tray, link, access, session, blobs, health, status } = parts
  return {
    live: {
      workspace: core.workspaces.current,
      workspaces: core.workspaces.entries,
      sync: status,
      shownSync: calmStatus(status, core.edges.timers),
      refused: tray.entries,
      health: health.health,
      session: session.state,
      people: people.people,
      undo: core.undo.state,
      rows: core.table.live,
    },
    workspace: () => core.workspaces.current.get(),
    rows: () => core.table.rows,
    query: (query, params) => core.queries.of(query, params),
    run: (command, input, options) => core.runner.run(command, input, options),
    batch: (work, options) => core.runner.batch(work, options),
    openReplica: (type, id) => open.open(type, id),
    readReplica: (type, id, look) => readReplica(core, { type, id, workspace: core.currentId }, look),
    lookElsewhere: async (workspace) => (await import('./look-elsewhere.ts')).lookElsewhere(core, workspace),
    peers: (id) => presence.peers({ workspace: core.currentId, id }),
    open: (id) => core.open(id),
    createLocal: (name) => createLocalWorkspace(core, name),
    createSynced: (name) => session.createSynced(name),
    rename: (id, name) => session.rename(id, name),
    undo: (options) => core.runner.undo(options),
    redo: (options) => core.runner.redo(options),
    session: sessionCalls(session, link),
    history: lazyHistory(core),
    refused: tray.calls,
    blobs: blobs.calls,
    nameOf: (principal) => people.nameOf(principal),
    colorOf: (principal) => people.colorOf(principal),
    requestPersistence: () => health.request(),
    forgetLoss: () => health.forgetLoss(),
    unsavedText: () => unsavedText(core),
    flushed: () => core.journal.flushed(),
    leaving,
    drafts: openDrafts(core),
    close: async () => {
      session.close()
      access.close()
      link.close()
      presence.close()
      open.close()
      await core.journal.flushed()
      blobs.close()
      core.close()
    },
  }
}

function sessionCalls(session: Session, link: SyncLink): Engine['session'] {
  return {
    refresh: () => session.refresh(),
    signUp: (body) => session.signUp(body),
    signIn: (body) => session.signIn(body),
    signInBy: (way, body) => session.signInBy(way, body),
    signOut: (options) => session.signOut(options),
    signOutEverywhere: () => session.signOutEverywhere(),
    syncWorkspace: async (id) => {
      const synced = await session.syncWorkspace(id)
      if (synced.ok) await link.recount()
      return synced.ok ? done() : synced
    },
    acceptInvitation: (token) => session.acceptInvitation(token),
  }
}

/** A tab whose database is gone is no good as the one that holds the connection for all. */
function letGoOf(core: Core, link: SyncLink): void {
  const trouble = core.trouble.get()?.trouble
  if (trouble === 'closed' || trouble === 'lost') link.letGo(storeSentences[trouble])
}

function unsavedText(core: Core): string {
  const texts = core.journal.pendingPlaces().flatMap((place) => {
    const handle = core.registry.find(place)
    return handle ? [textOf(handle.replica)] : []
  })
  return texts.join('\n\n')
}

function watchStatus(
  core: Core,
  { link, tray, session }: { link: SyncLink; tray: RefusedTray; session: Session },
): Live<SyncStatus> {
  const lastUnsent = new Map<string, number>()
  const read = (): SyncStatus => {
    const { id, isLocal, isWithheld } = core.workspaces.current.get()
    return syncStatusOf({
      isLocal,
      report: link.report.get(),
      workspace: id,
      stored: core.workspaces.find(id),
      isStoring: core.isStoring.get(),
      lastUnsentN: lastUnsent.get(id) ?? 0,
      refused: tray.countIn(id),
      withheld: isWithheld ? withheldSentence : undefined,
    })
  }
  const status = cell(read())
  const look = () => {
    const seen = read()
    if (JSON.stringify(seen) !== JSON.stringify(status.get())) status.set(seen)
    const counts = Object.values(link.report.get().workspaces).map(({ unsent }) => unsent)
    session.setUnsent(counts.reduce((sum, unsent) => sum + unsent, 0))
  }
  core.onStored(({ unsent, n }) => {
    for (const workspace of unsent.keys()) lastUnsent.set(workspace, n)
    look()
  })
  for (const live of [link.report, core.isStoring, core.workspaces.current, tray.entries]) live.subscribe(look)
  return status
}
