import { createHash } from 'node:crypto'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { NewChange } from '#server/storage/log-store.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { Storage } from '#server/storage/storage.ts'

/** Organisations by number, with one workspace each, for tests of a storage that can not have all of them open. */
export const author = 'user:ada' as PrincipalId

export function organisationAt(number: number): OrganisationId {
  return `org_${String(number).padStart(26, '0')}` as OrganisationId
}

export function workspaceAt(number: number): WorkspaceId {
  return `ws_${String(number).padStart(26, '0')}` as WorkspaceId
}

export async function makeOrganisation(storage: Storage, number: number): Promise<void> {
  const id = workspaceAt(number)
  await storage.control.reserveWorkspace(id, organisationAt(number))
  const store = await storage.organisation(organisationAt(number))
  await store.createWorkspace({ id, name: `Home of ${number}`, createdAt: 1 }, author)
}

export function textChange(number: number, text: string): NewChange {
  const bytes = new TextEncoder().encode(text)
  return {
    workspace: workspaceAt(number),
    replica: `document_${'0'.repeat(26)}` as ReplicaId,
    kind: 'yjs',
    bytes,
    hash: createHash('sha256').update(bytes).digest(),
    author,
    device: `device_${'0'.repeat(26)}` as DeviceId,
    timeMs: 1,
  }
}

/**
 * The process of a test: writes to organisations in a random order, several at once, and says each change when it is acknowledged. It goes on
 * until it is killed.
 */
async function writeUntilKilled(folder: string, { count, max, from }: { count: number; max: number; from: string }) {
  const storage = openSqliteStorage(folder, { clock: Date, tell: () => undefined, maxOpenOrganisations: max })
  let written = 0
  // A log has one writer: each of these keeps to its own organisations.
  const write = async (writer: number) => {
    while (true) {
      const number = writer + writers * Math.floor((Math.random() * count) / writers)
      const text = `${from}-${(written += 1)}`
      const store = await storage.organisation(organisationAt(number))
      const [appended] = await store.log.append([textChange(number, text)])
      process.stdout.write(`${number} ${appended?.seq} ${text}\n`)
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
}

const writers = 5

const [, script = '', folder, count, max, from = ''] = process.argv
if (folder !== undefined && script.endsWith('many-organisations.ts'))
  await writeUntilKilled(folder, { count: Number(count), max: Number(max), from })
