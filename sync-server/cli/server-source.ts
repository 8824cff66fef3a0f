import { type DeviceId, mintId, type ReplicaId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { defaultLimits } from '#shared/protocol/codes.ts'
import type { LogChange, OutgoingChange } from '#shared/protocol/messages.ts'
import type { SessionAnswer, WorkspaceSummary } from '#shared/protocol/rest.ts'
import { systemRandom } from '#server/app/start-server.ts'
import { firstRefusal } from '#server/log/push.ts'
import { jsonBody, type RestClient, RestRefusal, signIn } from './rest-client.ts'
import { openSyncClient, type SyncClient } from './sync-client.ts'
import type { WorkspaceQuestion, WorkspaceRefusal } from './workspace-access.ts'
import { noSuchWorkspace, pickWorkspace, statePages, type WorkspaceSource } from './workspace-source.ts'

/** A server that runs, as the account in NEXUS_EMAIL and NEXUS_PASSWORD: files over REST, changes over the socket. */
export async function openServerSource(
  question: WorkspaceQuestion,
  server: string,
): Promise<Outcome<WorkspaceRefusal, WorkspaceSource>> {
  const { NEXUS_EMAIL: email, NEXUS_PASSWORD: password } = question.env
  if (!email || !password)
    return refused('not-signed-in', 'set NEXUS_EMAIL and NEXUS_PASSWORD to those of an account there.')
  try {
    const rest = await signIn(server, { email, password })
    const found = await findWorkspace(rest, question)
    if (!found.ok) return found
    const { account } = await rest.json<SessionAnswer>('/api/session')
    if (!account) return refused('not-signed-in', 'the server has ended the session.')
    const sync = await openSyncClient(server, { cookie: rest.cookie, device: mintId<DeviceId>('device', systemRandom) })
    return done(sourceOver({ rest, sync, workspace: found.value, principal: userPrincipal(account.id) }))
  } catch (error) {
    if (error instanceof RestRefusal) return refused('not-signed-in', error.message)
    if (error instanceof TypeError) return refused('unreachable', `there is no server at ${server}.`)
    throw error
  }
}

async function findWorkspace(
  rest: RestClient,
  question: WorkspaceQuestion,
): Promise<Outcome<WorkspaceRefusal, WorkspaceSummary>> {
  const all = await rest.json<WorkspaceSummary[]>('/api/workspaces')
  const picked = pickWorkspace(all, question.workspace)
  if (!picked.ok) return picked
  if (picked.value) return done(picked.value)
  if (!question.create) return refused('no-workspace', noSuchWorkspace(all, question.workspace))
  const body = { id: mintId<WorkspaceId>('ws', systemRandom), name: question.workspace }
  return done(await rest.json<WorkspaceSummary>('/api/workspaces', { method: 'POST', ...jsonBody(body) }))
}

interface Connected {
  readonly rest: RestClient
  readonly sync: SyncClient
  readonly workspace: WorkspaceSummary
  readonly principal: WorkspaceSource['principal']
}

function sourceOver({ rest, sync, workspace: { id, name }, principal }: Connected): WorkspaceSource {
  const mirror = mirrorOf(sync, id)
  const blobPath = (hash: string) => `/api/workspaces/${id}/blobs/${hash}`
  return {
    id,
    name,
    principal,
    states: () => statePages((position) => sync.bootstrap(id, position)),
    ofReplica: (replica) => mirror.ofReplica(replica),
    push: async (changes) => {
      for (const part of inParts(changes)) {
        const code = firstRefusal(await sync.push(id, part))
        if (code) return refused(code)
      }
      return done()
    },
    putBlob: async (hash, blob) => {
      const headers = { 'content-type': blob.type || 'application/octet-stream' }
      return rest.request(blobPath(hash), { method: 'PUT', headers, body: blob }).then(() => done(), refusedBlob)
    },
    readBlob: async (hash) => {
      const answer = await rest.request(blobPath(hash)).catch(ignoreMissing)
      return answer?.blob()
    },
    close: async () => {
      sync.close()
      await rest.close()
    },
  }
}

/** What the server holds of each replica, caught up with before each answer. */
function mirrorOf(sync: SyncClient, workspace: WorkspaceId) {
  const chunks = new Map<ReplicaId, Uint8Array[]>()
  let cursor: number | undefined
  const hold = (replica: ReplicaId, bytes: readonly Uint8Array[]) => {
    const held = chunks.get(replica)
    if (held) held.push(...bytes)
    else chunks.set(replica, [...bytes])
  }
  const begin = async (): Promise<number> => {
    let asOf = 0
    for await (const page of statePages((position) => sync.bootstrap(workspace, position))) {
      for (const { replica, chunks: held } of page.snapshots) hold(replica, held)
      asOf = page.asOf
    }
    return asOf
  }
  return {
    ofReplica: async (id: ReplicaId) => {
      cursor ??= await begin()
      for await (const page of pagesOf(sync, workspace, cursor)) {
        for (const change of page) {
          hold(change.replica, [change.bytes])
          cursor = change.seq
        }
      }
      return chunks.get(id) ?? []
    },
  }
}

async function* pagesOf(sync: SyncClient, workspace: WorkspaceId, from: number): AsyncGenerator<readonly LogChange[]> {
  let cursor = from
  while (true) {
    const { changes, to, head } = await sync.pull(workspace, cursor)
    if (changes.length > 0) yield changes
    if (to >= head || to === cursor) return
    cursor = to
  }
}

/** One push holds so much; a larger batch goes in several, in order. */
function inParts(changes: readonly OutgoingChange[]): OutgoingChange[][] {
  const parts: OutgoingChange[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const change of changes) {
    bytes += change.bytes.length + 128
    if (bytes > defaultLimits.maxFrameBytes - 1024 || (parts.at(-1)?.length ?? 0) >= defaultLimits.maxPushChanges) {
      parts.push([])
      bytes = change.bytes.length + 128
    }
    parts.at(-1)?.push(change)
  }
  return parts
}

function refusedBlob(error: unknown) {
  if (!(error instanceof RestRefusal)) throw error
  const { code } = error.problem
  if (code === 'too-large' || code === 'no-access') return refused(code)
  if (code === 'not-allowed') return refused('read-only' as const)
  throw error
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof RestRefusal && error.problem.status === 404) return undefined
  throw error
}
