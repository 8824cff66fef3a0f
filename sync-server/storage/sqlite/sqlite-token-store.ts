import type { AuditNote } from '../audit-store.ts'
import type { TokenReservation, TokenStore, TokenUseRow } from '../token-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { relaxed } from './relaxed.ts'

interface StoredReservation {
  readonly id: string
  readonly month: string
  readonly tokens: number
  /** JSON: who is charged. */
  readonly charged: string
}

export function openTokenStore(database: Sqlite): TokenStore {
  const use = database.prepare<[string], TokenUseRow>(
    'SELECT who, used, reserved FROM token_use WHERE month = ? ORDER BY who',
  )
  const ofJob = database.prepare<[string], StoredReservation>(
    'SELECT id, month, tokens, charged FROM token_reservations WHERE job = ?',
  )
  const one = database.prepare<[string], StoredReservation>(
    'SELECT id, month, tokens, charged FROM token_reservations WHERE id = ?',
  )
  const remove = database.prepare('DELETE FROM token_reservations WHERE id = ?')
  const move = database.prepare(
    'UPDATE token_use SET used = used + @used, reserved = reserved - @reserved WHERE month = @month AND who = @who',
  )
  const settle = ({ id, month, tokens, charged }: StoredReservation, used: number) => {
    remove.run(id)
    for (const who of JSON.parse(charged) as string[]) move.run({ used, reserved: tokens, month, who })
  }
  const audit = openAuditWriter(database)
  const settleOne = database.transaction((id: string, tokens: number, note: AuditNote | undefined) => {
    const found = one.get(id)
    if (!found) return
    settle(found, tokens)
    if (note) audit(note)
  })
  const settleJob = database.transaction((job: string, note: AuditNote | undefined) => {
    for (const each of ofJob.all(job)) {
      settle(each, each.tokens)
      if (note) audit({ ...note, body: { ...note.body, tokens: each.tokens } })
    }
  })
  const reserve = openReserve(database)
  // Lost in a power cut it costs what was reserved. The reservation itself waits for the disk.
  const settleSoon = relaxed(database, (id: string, tokens: number, note: AuditNote | undefined) =>
    settleOne.immediate(id, tokens, note),
  )
  return {
    reserveTokens: async (reservation) => reserve(reservation),
    settleTokens: async (id, tokens, note) => settleSoon(id, tokens, note),
    settleAbandoned: async (job, note) => {
      if (ofJob.get(job)) settleJob.immediate(job, note)
    },
    tokensOf: async (month) => use.all(month),
  }
}

function openReserve(database: Sqlite) {
  const known = database.prepare<[string], object>('SELECT 1 FROM token_reservations WHERE id = ?')
  const taken = database
    .prepare<[string, string], number>('SELECT used + reserved FROM token_use WHERE month = ? AND who = ?')
    .pluck()
  const insert = database.prepare(
    'INSERT INTO token_reservations (id, job, month, tokens, charged) VALUES (@id, @job, @month, @tokens, @charged)',
  )
  const add = database.prepare(
    `INSERT INTO token_use (month, who, reserved) VALUES (@month, @who, @tokens)
     ON CONFLICT DO UPDATE SET reserved = reserved + excluded.reserved`,
  )
  const reserve = database.transaction((asked: TokenReservation) => {
    const { id, month, tokens, charges } = asked
    if (known.get(id)) return 'reserved'
    for (const { who, limit } of charges)
      if (limit !== undefined && (taken.get(month, who) ?? 0) + tokens > limit) return { full: who }
    insert.run({ id, job: asked.job, month, tokens, charged: JSON.stringify(charges.map(({ who }) => who)) })
    for (const { who } of charges) add.run({ month, who, tokens })
    return 'reserved'
  })
  return (asked: TokenReservation) =>
    reserve.immediate(asked) as ReturnType<typeof reserve> as 'reserved' | { full: string }
}
