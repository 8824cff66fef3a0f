import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { JobRecord, Lease, NewJob } from './job-store.ts'
import type { OrganisationStore, Storage } from './storage.ts'
import type { StorageUnderTest } from './storage-suite.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const workspace = `ws_${'0'.repeat(26)}` as WorkspaceId
const ada = 'user:ada' as PrincipalId
const note = { action: 'test.done', actor: ada, object: `workspace:${workspace}`, outcome: 'done', timeMs: 1 } as const

function job(name: string, more: Partial<NewJob> = {}): NewJob {
  return {
    id: `job_${name}`,
    source: `test ${name}`,
    workspace,
    agent: 'agent_a',
    requester: ada,
    task: { kind: 'question', conversation: 'conversation_0' as ReplicaId, question: name },
    dueMs: 10,
    createdMs: 10,
    ...more,
  }
}

/** Jobs, agents and tokens, for any adapter. */
export function assistantSuite(name: string, prepare: () => Promise<StorageUnderTest>): void {
  describe(name, () => {
    let under: StorageUnderTest
    let storage: Storage
    let store: OrganisationStore
    beforeEach(async () => {
      under = await prepare()
      storage = await under.open()
      store = await storage.organisation(org)
    })
    afterEach(async () => {
      await storage.close()
      await under.discard()
    })
    const lease = async (nowMs: number): Promise<JobRecord & Lease> => {
      const found = await store.jobs.leaseJob({ nowMs, leaseMs: 100 })
      if (!found) throw new Error('nothing is due')
      return { ...found, job: found.id }
    }
    const again = async () => {
      await storage.close()
      storage = await under.open()
      store = await storage.organisation(org)
    }

    it('makes one job of a source, and leases those that are due, oldest first', async () => {
      expect(
        await store.jobs.enqueueJobs([job('b', { dueMs: 20 }), job('a'), job('late', { dueMs: 500 })]),
      ).toHaveLength(3)
      expect(await store.jobs.enqueueJobs([job('b', { id: 'job_other' }), job('c', { dueMs: 30 })])).toEqual(['job_c'])
      expect(await store.jobs.leaseJob({ nowMs: 5, leaseMs: 100 })).toBeUndefined()
      expect((await lease(40)).id).toBe('job_a')
      expect(await lease(40)).toMatchObject({
        id: 'job_b',
        state: 'running',
        fence: 1,
        attempts: 1,
        requester: ada,
      })
      expect((await lease(40)).id).toBe('job_c')
      expect(await store.jobs.leaseJob({ nowMs: 40, leaseMs: 100 })).toBeUndefined()
      expect(await store.jobs.nextDueMs()).toBe(140)
    })

    it('gives the job of a holder who is not heard of to the next, and takes nothing from the first any more', async () => {
      await store.jobs.enqueueJobs([job('a')])
      const first = await lease(10)
      await again()
      const second = await lease(110)
      expect(second).toMatchObject({ id: first.id, fence: 2 })
      expect(await store.jobs.renewLease(first, 999)).toBe(false)
      expect(await store.jobs.beginCall(first, { step: 0, index: 0, name: 'x', input: '{}', nowMs: 1 })).toEqual({
        state: 'lost',
      })
      expect(await store.jobs.prepareCall(first, { step: 0, index: 0 }, '{}')).toBe(false)
      expect(await store.jobs.endJob(first, { state: 'done', nowMs: 111 }, note)).toBe(false)
      expect(await store.jobs.endJob(second, { state: 'done', answer: 'Yes.', nowMs: 111 }, note)).toBe(true)
      expect(await store.jobs.job(first.id)).toMatchObject({ state: 'done', answer: 'Yes.', endedMs: 111 })
      expect(await store.jobs.nextDueMs()).toBeUndefined()
      expect(await store.audit.page({ limit: 10 })).toHaveLength(1)
    })

    it('gives what dead holders had back to the line, where it stood', async () => {
      await store.jobs.enqueueJobs([job('a'), job('b', { dueMs: 20, createdMs: 20 }), job('late', { dueMs: 500 })])
      const first = await lease(15)
      await again()
      expect(await store.jobs.freeJobs()).toBe(1)
      expect(await store.jobs.freeJobs()).toBe(0)
      expect(await store.jobs.endJob(first, { state: 'done', nowMs: 16 }, note)).toBe(false)
      const second = await lease(25)
      expect(second).toMatchObject({ id: first.id, state: 'running', attempts: 2 })
      expect(second.fence).toBeGreaterThan(first.fence)
      expect((await lease(25)).id).toBe('job_b')
      expect(await store.jobs.nextDueMs()).toBe(125)
    })

    it('remembers how far each call came', async () => {
      await store.jobs.enqueueJobs([job('a')])
      const first = await lease(10)
      const [read, write] = [0, 1].map((index) => ({ step: 0, index, name: 'x', input: `{"at":${index}}`, nowMs: 11 }))
      if (!read || !write) throw new Error('two')
      expect(await store.jobs.beginCall(first, read)).toEqual({ state: 'new' })
      expect(await store.jobs.beginCall(first, read)).toEqual({ state: 'again', prepared: undefined })
      await store.jobs.endCall(first, read, { ok: true, answer: '1' }, note)
      await store.jobs.beginCall(first, write)
      // Nothing is in the log yet, so it may do otherwise, and what came after that place was never done.
      expect(await store.jobs.beginCall(first, { ...read, input: '{"at":2}' })).toEqual({ state: 'new' })
      expect(await store.jobs.callsOf(first.id)).toHaveLength(1)
      await store.jobs.beginCall(first, write)
      expect(await store.jobs.prepareCall(first, write, '"task_1"')).toBe(true)
      await again()
      const second = await lease(200)
      expect(second.hasCommitted).toBe(true)
      expect(await store.jobs.beginCall(second, write)).toEqual({ state: 'again', prepared: '"task_1"' })
      expect(await store.jobs.endCall(second, write, { ok: true, answer: '"task_1"' }, note)).toBe(true)
      expect(await store.jobs.beginCall(second, write)).toEqual({ state: 'done', ok: true, answer: '"task_1"' })
      expect(await store.jobs.beginCall(second, { ...write, name: 'y' })).toEqual({ state: 'diverged' })
    })

    it('puts a job back, cancels it, and forgets it when it is old', async () => {
      await store.jobs.enqueueJobs([job('a'), job('b', { dueMs: 11 })])
      const first = await lease(12)
      expect(await store.jobs.releaseJob(first, { dueMs: 50, isAttempt: true })).toBe(true)
      expect(await store.jobs.releaseJob(await lease(12), { dueMs: 60, isAttempt: false })).toBe(true)
      expect((await store.jobs.jobs({ limit: 9 })).map(({ id, attempts }) => [id, attempts])).toEqual([
        ['job_b', 0],
        ['job_a', 1],
      ])
      expect(await store.jobs.cancelJob('job_a', { nowMs: 70, reason: 'requester' }, note)).toBe(true)
      expect(await store.jobs.cancelJob('job_a', { nowMs: 70, reason: 'requester' }, note)).toBe(false)
      expect((await store.jobs.openJobs('test')).map(({ id }) => id)).toEqual(['job_b'])
      expect(await store.jobs.countOldJobs(71)).toBe(1)
      expect(await store.jobs.forgetJobs(71)).toBe(1)
      expect(await store.jobs.job('job_a')).toBeUndefined()
    })

    it('fires a schedule once', async () => {
      const schedule = {
        id: 'schedule_a',
        workspace,
        agent: 'agent_a',
        owner: ada,
        text: 'What is due?',
        rule: 'FREQ=DAILY',
        zone: 'Europe/Berlin',
        weekStartsOn: 6 as const,
        startMs: 0,
        dueMs: 100,
      }
      await store.jobs.putSchedule(schedule, note)
      expect(await store.jobs.nextDueMs()).toBe(100)
      expect(await store.jobs.dueSchedules(99)).toEqual([])
      const [due] = await store.jobs.dueSchedules(100)
      expect(due).toEqual(schedule)
      const task = { kind: 'scheduled', schedule: schedule.id, text: schedule.text } as const
      expect(await store.jobs.fireSchedule(schedule, 200, job('s', { task }))).toBe(true)
      expect(await store.jobs.fireSchedule(schedule, 200, job('t', { task }))).toBe(false)
      expect((await store.jobs.jobs({ limit: 9 })).map(({ id }) => id)).toEqual(['job_s'])
      // Switched off it is not due any more, and fires for nobody who has seen it before.
      await store.jobs.putSchedule({ ...schedule, dueMs: null }, note)
      expect(await store.jobs.dueSchedules(9_999)).toEqual([])
      expect(await store.jobs.fireSchedule({ ...schedule, dueMs: 200 }, 300, job('u', { task }))).toBe(false)
      expect(await store.jobs.schedules(workspace)).toEqual([{ ...schedule, dueMs: null }])
      expect(await store.jobs.removeSchedule(schedule.id, note)).toBe(true)
      expect(await store.jobs.schedules(workspace)).toEqual([])
    })

    it('finds the last job of those whose sources begin alike', async () => {
      const sources = ['schedule:a:100', 'schedule:a:200', 'schedule:ab:300', 'question:a:400']
      await store.jobs.enqueueJobs(sources.map((source, at) => job(`${at}`, { source })))
      expect((await store.jobs.lastJob('schedule:a:'))?.id).toBe('job_1')
      expect(await store.jobs.lastJob('schedule:b:')).toBeUndefined()
    })

    it('keeps agents, one of them built in', async () => {
      const builtin = {
        id: 'agent_b',
        isBuiltin: true,
        configuration: { name: 'Nexus', isEnabled: true },
        createdMs: 1,
      }
      expect(await store.agents.builtinAgent(builtin)).toEqual(builtin)
      expect(await store.agents.builtinAgent({ ...builtin, id: 'agent_c' })).toEqual(builtin)
      const other = { id: 'agent_d', isBuiltin: false, configuration: { name: 'Sales', isEnabled: true }, createdMs: 2 }
      await store.agents.putAgent(other, note)
      await store.agents.putAgent({ ...other, configuration: { name: 'Sales 2', model: 'm', isEnabled: false } }, note)
      expect((await store.agents.agents()).map(({ configuration }) => configuration.name)).toEqual(['Nexus', 'Sales 2'])
      expect(await store.agents.removeAgent('agent_b', note)).toBe(false)
      expect(await store.agents.removeAgent('agent_d', note)).toBe(true)
    })

    it('never lets anybody beyond a limit, whatever is reserved, settled and abandoned in between', async () => {
      const limits: Readonly<Record<string, number | undefined>> = {
        organization: 500,
        'user:a': 200,
        'user:b': undefined,
      }
      const step = fc.record({
        who: fc.constantFrom('user:a', 'user:b'),
        tokens: fc.nat(120),
        end: fc.constantFrom('settle', 'abandon', 'later'),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const month = `month ${(run += 1)}`
          const settles: Promise<void>[] = []
          let spent = 0
          await Promise.all(
            steps.map(async ({ who, tokens, end, share }, at) => {
              const id = `${month} ${at}`
              const charges = ['organization', who].map((each) => ({ who: each, limit: limits[each] }))
              const taken = await store.tokens.reserveTokens({ id, job: id, month, tokens, charges })
              if (taken !== 'reserved') return
              const used = end === 'settle' ? Math.floor(tokens * share) : tokens
              spent += used
              if (end === 'settle') settles.push(store.tokens.settleTokens(id, used))
              if (end === 'abandon') settles.push(store.tokens.settleAbandoned(id))
            }),
          )
          await Promise.all(settles)
          const rows = await store.tokens.tokensOf(month)
          for (const { who, used, reserved } of rows) {
            expect(used + reserved, who).toBeLessThanOrEqual(limits[who] ?? Number.POSITIVE_INFINITY)
            if (who === 'organization') expect(used + reserved).toBe(spent)
          }
        }),
        { numRuns: fuzzRuns(40) },
      )
    })

    it('says who is at the limit', async () => {
      const asked = { month: 'm', job: 'j', tokens: 60 }
      const charges = [
        { who: 'organization', limit: undefined },
        { who: 'user:a', limit: 100 },
      ]
      expect(await store.tokens.reserveTokens({ ...asked, id: '1', charges })).toBe('reserved')
      expect(await store.tokens.reserveTokens({ ...asked, id: '1', charges })).toBe('reserved')
      expect(await store.tokens.reserveTokens({ ...asked, id: '2', charges })).toEqual({ full: 'user:a' })
      await store.tokens.settleTokens('1', 10)
      expect(await store.tokens.reserveTokens({ ...asked, id: '2', charges })).toBe('reserved')
      expect(await store.tokens.tokensOf('m')).toEqual([
        { who: 'organization', used: 10, reserved: 60 },
        { who: 'user:a', used: 10, reserved: 60 },
      ])
    })
  })
}
