import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { BackgroundQuestion } from '../storage.ts'
import { changeMarker } from './copy-database.ts'
import { organisationFile } from './data-files.ts'
import { defaultHistoryDays } from './log-history-window.ts'
import type { Sqlite } from './open-database.ts'

/** Nothing is to be done in an organisation, for those who work in the background, before it is opened again. */
interface Rest {
  /** Of the consumers that have read everything, by their names. */
  readonly stamps: Readonly<Record<string, string>>
  /** When the history window has something to remove; undefined: never. */
  readonly untilMs: number | undefined
  readonly settings: string | undefined
}

/**
 * Which organisations need not be opened to know that nothing waits in them. It is noted when a file is closed, with a marker of the
 * files as they are then: after a crash, or when anybody else has written to them, the marker is another one and they are looked at.
 */
export interface RestingOrganisations {
  find(organisation: OrganisationId): Pick<Rest, 'settings'> | undefined
  isResting(organisation: OrganisationId, question: BackgroundQuestion): boolean
  opened(organisation: OrganisationId): void
  /** To be called with a database that is still open. Returns what is to be called when it is closed. */
  closing(organisation: OrganisationId, database: Sqlite): () => void
}

const dayMs = 24 * 60 * 60_000

export function openRestingOrganisations(control: Sqlite, folder: string): RestingOrganisations {
  const put = control.prepare(
    'INSERT OR REPLACE INTO resting_organisations (organisation, marker, stamps, until_ms, settings) VALUES (?, ?, ?, ?, ?)',
  )
  const fileOf = (organisation: OrganisationId) => join(folder, organisationFile(organisation))
  const resting = new Map<OrganisationId, Rest>()
  for (const { organisation, marker, stamps, untilMs, settings } of storedRests(control)) {
    const file = fileOf(organisation)
    if (!existsSync(file) || changeMarker(file) !== marker) continue
    resting.set(organisation, {
      stamps: JSON.parse(stamps) as Rest['stamps'],
      untilMs: untilMs ?? undefined,
      settings: settings ?? undefined,
    })
  }
  const note = (organisation: OrganisationId, rest: Rest) => {
    resting.set(organisation, rest)
    // It costs a look at the next start when it is lost.
    control.pragma('synchronous = NORMAL')
    try {
      const { stamps, untilMs = null, settings = null } = rest
      put.run(organisation, changeMarker(fileOf(organisation)), JSON.stringify(stamps), untilMs, settings)
    } catch {
      resting.delete(organisation)
    } finally {
      control.pragma('synchronous = FULL')
    }
  }
  return {
    find: (organisation) => resting.get(organisation),
    isResting: (organisation, { nowMs, consumer }) => {
      const rest = resting.get(organisation)
      if (!rest) return false
      if (consumer) return rest.stamps[consumer.name] === consumer.stamp
      return rest.untilMs === undefined || nowMs < rest.untilMs
    },
    opened: (organisation) => void resting.delete(organisation),
    closing: (organisation, database) => {
      const rest = restOf(database)
      return () => {
        if (rest) note(organisation, rest)
      }
    },
  }
}

function storedRests(control: Sqlite) {
  return control
    .prepare<
      [],
      { organisation: OrganisationId; marker: string; stamps: string; untilMs: number | null; settings: string | null }
    >('SELECT organisation, marker, stamps, until_ms AS untilMs, settings FROM resting_organisations')
    .all()
}

/** undefined: something is to be done in it. */
function restOf(database: Sqlite): Rest | undefined {
  const foldable = database.prepare(
    `SELECT 1 FROM replicas INDEXED BY replicas_to_fold
     WHERE tail_weight >= 65536 AND tail_weight >= folded_bytes / 4 LIMIT 1`,
  )
  if (foldable.get()) return undefined
  // Jobs and schedules are looked for by who opens everything that does not rest.
  if (database.prepare('SELECT 1 FROM jobs INDEXED BY jobs_open WHERE ended_at IS NULL LIMIT 1').get()) return undefined
  if (database.prepare('SELECT 1 FROM schedules WHERE due_at IS NOT NULL LIMIT 1').get()) return undefined
  if (hasToEmbed(database)) return undefined
  const stamps: Record<string, string> = {}
  for (const { name, value } of stampsIn(database)) {
    if (!isBehind(database, name)) stamps[name] = value
  }
  return { stamps, untilMs: dueMs(database), settings: settingsIn(database) }
}

/** A model for embeddings is set, and something is to be cut, asked for or dropped. Without one there is nothing in these tables but what is to be dropped. */
function hasToEmbed(database: Sqlite): boolean {
  const open = database.prepare(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM passages WHERE vector IS NULL)
       OR EXISTS (SELECT 1 FROM passages WHERE space < (SELECT coalesce(max(number), 9e15) FROM embedding_spaces))
       OR EXISTS (SELECT 1 FROM embedding_spaces) AND EXISTS (
         SELECT 1 FROM consumers search LEFT JOIN consumers own ON own.workspace = search.workspace AND own.name = 'embeddings'
         WHERE search.name = 'search' AND search.cursor > coalesce(own.cursor, 0))`,
  )
  return open.get() !== undefined
}

function settingsIn(database: Sqlite): string | undefined {
  return database.prepare<[], string>('SELECT settings FROM organisation_profile').pluck().get()
}

const stampPrefix = 'stamp of '

function stampsIn(database: Sqlite): readonly { name: string; value: string }[] {
  const rows = database
    .prepare<[string], { name: string; value: string }>(`SELECT name, value FROM settings WHERE name LIKE ? || '%'`)
    .all(stampPrefix)
  return rows.map(({ name, value }) => ({ name: name.slice(stampPrefix.length), value }))
}

function isBehind(database: Sqlite, consumer: string): boolean {
  const behind = database.prepare<[string], object>(
    `SELECT 1 FROM workspaces LEFT JOIN consumers ON consumers.workspace = workspaces.number AND consumers.name = ?
     WHERE head > coalesce(cursor, 0) LIMIT 1`,
  )
  return behind.get(consumer) !== undefined
}

/** When the oldest single change leaves the history window. */
function dueMs(database: Sqlite): number | undefined {
  const oldest = database
    .prepare<[], number | null>(
      `SELECT min((SELECT time_ms FROM changes WHERE workspace = number AND seq > floor ORDER BY seq LIMIT 1)) FROM workspaces`,
    )
    .pluck()
    .get()
  const days = database.prepare<[], string>(`SELECT value FROM settings WHERE name = 'history-days'`).pluck().get()
  return typeof oldest === 'number' ? oldest + Number(days ?? defaultHistoryDays) * dayMs : undefined
}
