import type { AuditNote } from '../audit-store.ts'
import type { CallEnd, CallPlace, CallRecord, CallStart, JobStore, Lease, NewCall } from '../job-store.ts'
import { openAuditWriter } from './audit-writer.ts'
import type { Sqlite } from './open-database.ts'
import { relaxed } from './relaxed.ts'

interface StoredCall {
  readonly step: number
  readonly index: number
  readonly name: string
  readonly input: string
  readonly state: CallRecord['state']
  readonly answer: string | null
}

interface HeldJob {
  readonly number: number
  readonly hasCommitted: number
}

const columns = 'step, call AS "index", name, input, state, answer'

export function openCallStore(database: Sqlite): Pick<JobStore, 'beginCall' | 'prepareCall' | 'endCall' | 'callsOf'> {
  const audit = openAuditWriter(database)
  const heldJob = database.prepare<[Lease], HeldJob>(
    `SELECT number, has_committed AS hasCommitted FROM jobs WHERE id = @job AND fence = @fence AND state = 'running'`,
  )
  const commit = database.prepare('UPDATE jobs SET has_committed = 1 WHERE number = ?')
  const prepare = database.prepare(
    `UPDATE job_calls SET state = 'prepared', answer = @answer WHERE job = @number AND step = @step AND call = @index`,
  )
  const end = database.prepare(
    'UPDATE job_calls SET state = @state, answer = @answer WHERE job = @number AND step = @step AND call = @index',
  )
  const ofJob = database.prepare<[string], StoredCall>(
    `SELECT ${columns} FROM job_calls WHERE job = (SELECT number FROM jobs WHERE id = ?) ORDER BY step, call`,
  )
  const begin = openBegin(database)
  const beginOne = database.transaction((lease: Lease, call: NewCall): CallStart => {
    const job = heldJob.get(lease)
    return job ? begin(job, call) : { state: 'lost' }
  })
  // What a power cut takes back of the beginning or the end of a call is done again. That it was prepared is on the disk before it is in the log.
  const beginSoon = relaxed(database, (lease: Lease, call: NewCall) => beginOne.immediate(lease, call))
  const prepareOne = database.transaction((lease: Lease, { step, index }: CallPlace, answer: string) => {
    const job = heldJob.get(lease)
    if (!job || prepare.run({ number: job.number, step, index, answer }).changes === 0) return false
    commit.run(job.number)
    return true
  })
  const endOne = database.transaction((lease: Lease, { step, index }: CallPlace, ended: EndedCall) => {
    const job = heldJob.get(lease)
    if (!job) return false
    end.run({ number: job.number, step, index, state: ended.ok ? 'done' : 'refused', answer: ended.answer })
    audit(ended.note)
    return true
  })
  const endSoon = relaxed(database, (lease: Lease, place: CallPlace, ended: EndedCall) =>
    endOne.immediate(lease, place, ended),
  )
  return {
    beginCall: async (lease, call) => beginSoon(lease, call),
    prepareCall: async (lease, place, answer) => prepareOne.immediate(lease, place, answer),
    endCall: async (lease, place, ended, note) => endSoon(lease, place, { ...ended, note }),
    callsOf: async (job) => ofJob.all(job).map(readCall),
  }
}

interface EndedCall extends CallEnd {
  readonly note: AuditNote
}

/** What a job has begun is gone on with, as long as it does what it did. Nothing of it is in the log: then it may do otherwise. */
function openBegin(database: Sqlite): (job: HeldJob, call: NewCall) => CallStart {
  const one = database.prepare<[number, number, number], StoredCall>(
    `SELECT ${columns} FROM job_calls WHERE job = ? AND step = ? AND call = ?`,
  )
  const insert = database.prepare(
    `INSERT INTO job_calls (job, step, call, name, input, state, began_at)
     VALUES (@number, @step, @index, @name, @input, 'begun', @nowMs)`,
  )
  const forget = database.prepare('DELETE FROM job_calls WHERE job = ? AND (step, call) >= (?, ?)')
  return ({ number, hasCommitted }, { step, index, name, input, nowMs }) => {
    const found = one.get(number, step, index)
    const isSame = found?.name === name && found.input === input
    if (found && !isSame) {
      if (hasCommitted === 1) return { state: 'diverged' }
      forget.run(number, step, index)
    }
    if (!found || !isSame) {
      insert.run({ number, step, index, name, input, nowMs })
      return { state: 'new' }
    }
    if (found.state === 'begun') return { state: 'again', prepared: undefined }
    if (found.state === 'prepared') return { state: 'again', prepared: found.answer ?? '' }
    return { state: 'done', ok: found.state === 'done', answer: found.answer ?? '' }
  }
}

function readCall({ answer, ...rest }: StoredCall): CallRecord {
  return { ...rest, ...(answer !== null && { answer }) }
}
