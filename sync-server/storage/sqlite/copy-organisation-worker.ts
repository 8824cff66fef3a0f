import Database from 'better-sqlite3'
import { statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import type { AccountId } from '#shared/kit/ids.ts'
import { hashOfFile } from '../durable-files.ts'
import { lowerThreadPriority } from '../lower-priority.ts'
import type { CopiedOrganisation } from '../organisation-moves.ts'
import { organisationMigrations } from './migrations.ts'

/** The thread of copy-organisation.ts. */
lowerThreadPriority()

/** What opens something, and what is of one server alone. */
const leftOut = [
  'secret_versions',
  'invitation_uses',
  'invitations',
  'public_links',
  'quotas',
  'quota_states',
  'access_outbox',
  // What texts mean is asked anew where the archive is read in: it is large, and of a model that is not there.
  'passages',
  'embedding_spaces',
]

const { from, to } = workerData as { from: string; to: string }
copy()
clean()
parentPort?.postMessage({
  schema: organisationMigrations.length,
  bytes: statSync(to).size,
  sha256: await hashOfFile(to),
  ...contents(),
} satisfies CopiedOrganisation)

/** One read transaction: as it is at one moment, while others write. */
function copy(): void {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5_000 })
  try {
    source.prepare('VACUUM INTO ?').run(to)
  } finally {
    source.close()
  }
}

function contents(): Pick<CopiedOrganisation, 'people' | 'blobs' | 'readable'> {
  const database = new Database(to, { readonly: true })
  try {
    const all = (query: string) => database.prepare(query).all()
    const [profile] = all('SELECT name, settings, created_at AS createdAt FROM organisation_profile') as Profile[]
    const readable = {
      settings: profile && { ...profile, settings: JSON.parse(profile.settings) as unknown },
      workspaces: all(`SELECT id, name, created_at AS createdAt, head AS changes, documents,
        change_bytes + snapshot_bytes + blob_bytes AS bytes FROM workspaces ORDER BY number`),
      teams: all('SELECT id, name, parent, created_at AS createdAt FROM teams ORDER BY name'),
      grants: all('SELECT object, relation, subject FROM tuples ORDER BY object, relation, subject'),
      suspensions: all('SELECT subject, since_ms AS since, suspended_by AS by FROM suspensions'),
      files: all('SELECT workspace, hash, bytes, type FROM blobs ORDER BY workspace, hash'),
    }
    return {
      people: database
        .prepare<[], AccountId>(`SELECT substr(thing, 6) FROM belongings WHERE thing LIKE 'user:%' ORDER BY thing`)
        .pluck()
        .all(),
      blobs: database
        .prepare<[], CopiedOrganisation['blobs'][number]>('SELECT DISTINCT hash, bytes FROM blobs ORDER BY hash')
        .all(),
      readable: Object.fromEntries(
        Object.entries(readable).map(([name, value]) => [name, JSON.stringify(value ?? {}, undefined, 2)]),
      ),
    }
  } finally {
    database.close()
  }
}

interface Profile {
  readonly name: string
  readonly settings: string
  readonly createdAt: number
}

function clean(): void {
  const database = new Database(to)
  try {
    database.pragma('journal_mode = DELETE')
    database.pragma('foreign_keys = ON')
    for (const table of leftOut) database.exec(`DELETE FROM "${table}"`)
    // The words of things are made anew where the archive is read in.
    database.exec(
      `DELETE FROM search_texts; INSERT INTO search_words (search_words) VALUES ('delete-all');
       DELETE FROM consumers WHERE name IN ('search', 'embeddings')`,
    )
    // With what was granted to links and on secrets.
    database.exec(`DELETE FROM belongings WHERE thing LIKE 'link:%' OR thing LIKE 'credential:%'`)
    // What was deleted is not in the file any more, either.
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}
