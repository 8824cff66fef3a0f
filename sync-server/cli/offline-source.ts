import { Readable } from 'node:stream'
import { type AccountId, mintId, type PrincipalId, type WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults, systemRandom } from '#server/app/start-server.ts'
import { firstRefusal, pushAndWait } from '#server/log/push.ts'
import type { WorkspaceQuestion, WorkspaceRefusal } from './workspace-access.ts'
import { noSuchWorkspace, pickWorkspace, statePages, type WorkspaceSource } from './workspace-source.ts'

/** The data folder itself, held like a server holds it. Acts as the account in NEXUS_EMAIL, else as an owner of the workspace. */
export async function openOfflineSource(
  question: WorkspaceQuestion,
): Promise<Outcome<WorkspaceRefusal, WorkspaceSource>> {
  const core = await openCore({ ...serverDefaults, dataFolder: question.dataFolder })
  const found = await findWorkspace(core, question).catch(async (fault: unknown) => {
    await core.close()
    throw fault
  })
  if (!found.ok) {
    await core.close()
    return found
  }
  return done(sourceOver(core, found.value))
}

interface Found {
  readonly id: WorkspaceId
  readonly name: string
  readonly principal: PrincipalId
}

async function findWorkspace(core: Core, question: WorkspaceQuestion): Promise<Outcome<WorkspaceRefusal, Found>> {
  const all = await everyWorkspace(core)
  const picked = pickWorkspace(all, question.workspace)
  if (!picked.ok) return picked
  const account = await actingAccount(core, question.env.NEXUS_EMAIL)
  if (!account) return refused('no-account', 'make an account in the app first; what is imported belongs to someone.')
  if (picked.value)
    return done({ ...picked.value, principal: (await ownerOf(core, picked.value.id)) ?? account.principal })
  if (!question.create) return refused('no-workspace', noSuchWorkspace(all, question.workspace))
  const id = mintId<WorkspaceId>('ws', systemRandom)
  const made = await core.tenancy.createWorkspace({ id, name: question.workspace, account: account.id })
  return made.ok
    ? done({ id, name: question.workspace, principal: account.principal })
    : refused('no-workspace', 'try again.')
}

async function everyWorkspace({ storage }: Core): Promise<{ id: WorkspaceId; name: string }[]> {
  const all: { id: WorkspaceId; name: string }[] = []
  for (const organisation of await storage.control.organisations()) {
    all.push(...(await (await storage.organisation(organisation)).workspaces()))
  }
  return all
}

async function ownerOf({ access }: Core, workspace: WorkspaceId): Promise<PrincipalId | undefined> {
  return [...(await access.rolesIn(workspace))].find(([, role]) => role === 'owner')?.[0]
}

async function actingAccount({ storage }: Core, email: string | undefined) {
  const account = email
    ? await storage.control.accountByEmail(email.toLowerCase())
    : await storage.control.firstAccount()
  return account && { id: account.id, principal: `user:${account.id satisfies AccountId}` as PrincipalId }
}

function sourceOver(core: Core, { id, name, principal }: Found): WorkspaceSource {
  return {
    id,
    name,
    principal,
    states: () => statePages((position) => core.log.bootstrap({ workspace: id, ...position })),
    ofReplica: async (replica) => (await core.log.ofReplica(id, replica))?.chunks ?? [],
    push: async (changes) => {
      const request = { workspace: id, author: principal, device: core.device, changes, allOrNothing: true }
      const code = firstRefusal(await pushAndWait(core, request))
      return code ? refused(code) : done()
    },
    putBlob: async (hash, blob) => {
      const stream = Readable.from([Buffer.from(await blob.arrayBuffer())])
      const stored = await core.blobs.put({ workspace: id, hash, type: blob.type, stream })
      return stored.ok || stored.reason === 'wrong-hash' ? done() : refused(stored.reason)
    },
    readBlob: async (hash) => {
      const found = await core.blobs.read(id, hash)
      return found && new Blob(await found.stream.toArray(), { type: found.blob.type })
    },
    close: () => core.close(),
  }
}
