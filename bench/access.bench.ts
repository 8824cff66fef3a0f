import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Checker } from '#shared/access/engine/check.ts'
import { nexusModel } from '#shared/access/nexus-model.ts'
import { replicaObject, type SubjectRef, type Tuple } from '#shared/access/tuples.ts'
import type { OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { type Access, openAccess } from '#server/access/access.ts'
import { readerOver } from '#server/access/workspace-reader.ts'
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts'
import type { OrganisationStore, Storage } from '#server/storage/storage.ts'
import type { ThingPlace } from '#server/storage/tuple-store.ts'
import { type Measure, percentiles } from './support/measure.ts'

export const name = 'Who may what: 100,000 and 1,000,000 tuples of one organisation in SQLite'

const documentsEach = 2_500
const organisation = `org_${'b'.repeat(26)}` as OrganisationId
const operator = 'service:operator' as PrincipalId
const batchSize = 20_000
const checks = 4_000
const views = 60

/**
 * Workspaces of 2,500 documents, each granted to one person and one team of three hundred; every tenth inherits nothing. Persons are in three
 * teams, which lie in larger ones. Half of the questions are about what was granted to a person's team or workspace, half about anything.
 */
export async function run(): Promise<Measure[]> {
  const counts = (process.env.BENCH_TUPLES ?? '100000,1000000').split(',').map(Number)
  const found: Measure[] = []
  for (const count of counts) found.push(...(await measure(count)))
  return found
}

async function measure(count: number): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-access-bench-'))
  const storage = openSqliteStorage(folder)
  try {
    const world = new World(count)
    const start = performance.now()
    const store = await world.write(storage)
    const writeMs = performance.now() - start
    const access = openAccess(storage)
    const what = (words: string) => `${(count / 1_000).toLocaleString('en')}k tuples: ${words}`
    return [
      { what: 'one write with revision and outbox', value: (writeMs * 1_000) / count, unit: 'µs' as const },
      ...(await checkOneByOne(store, world)),
      ...(await viewAll(access, world)),
    ].map((each) => ({ ...each, what: what(each.what) }))
  } finally {
    await storage.close()
    rmSync(folder, { recursive: true })
  }
}

/** Each question by itself: nothing is remembered from one to the next. */
async function checkOneByOne(store: OrganisationStore, world: World): Promise<Measure[]> {
  const asked = world.questions(checks)
  const times = await store.lookAtTuples((tuples) => {
    const decide = ({ subject, document, workspace }: Question) =>
      new Checker({ model: nexusModel, reader: readerOver(tuples, workspace), subject }).check(
        replicaObject(document),
        'can_read',
      ) !== undefined
    for (const question of asked.slice(0, 500)) decide(question)
    return asked.map((question) => {
      const start = performance.now()
      const isAllowed = decide(question)
      return { isAllowed, ms: performance.now() - start }
    })
  })
  return [true, false].flatMap((isAllowed): Measure[] => {
    const some = times.filter((each) => each.isAllowed === isAllowed).map(({ ms }) => ms)
    const words = isAllowed ? 'allowed' : 'denied'
    const { p50, p95 } = percentiles(some)
    return [
      { what: `${words}, of ${checks} asked`, value: some.length, unit: 'count' },
      { what: `${words}, p50`, value: p50, unit: 'ms' },
      { what: `${words}, p95`, value: p95, unit: 'ms', limit: 0.3 },
      { what: `${words}, on one core (8,000 wanted)`, value: 1_000 / mean(some), unit: '/s' },
    ]
  })
}

/**
 * Which of the 2,500 documents of a workspace somebody may read, asked by one after the other who was not known before: the first in a
 * workspace since the server has started, others after that, and those who ask after each grant of one document to a team.
 */
async function viewAll(access: Access, world: World): Promise<Measure[]> {
  const first: number[] = []
  const later: number[] = []
  const changed: number[] = []
  for (let at = 0; at < views; at += 1) {
    const workspace = world.workspaces[Math.floor(at / 10) % world.workspaces.length] as WorkspaceId
    const isFirst = at % 10 === 0
    const isChanged = !isFirst && at % 2 === 0
    if (isChanged) {
      const subject = world.team(at)
      const replica = world.document(workspace, (at * 101) % documentsEach)
      const granted = await access.grant({ organisation, workspace, replica, subject, bits: 'rw-' })
      if (!granted.ok) throw new Error(granted.reason)
    }
    const subject = world.person((at * 37) % world.people)
    const start = performance.now()
    const view = await access.viewOf(subject, workspace)
    let readable = 0
    for (let document = 0; document < documentsEach; document += 1)
      if (view?.mayRead(world.document(workspace, document))) readable += 1
    const times = isFirst ? first : isChanged ? changed : later
    times.push(performance.now() - start)
  }
  const [known, cold, after] = [percentiles(later), percentiles(first), percentiles(changed)]
  return [
    { what: 'which of 2,500 documents, p50', value: known.p50, unit: 'ms' },
    { what: 'which of 2,500 documents, p95', value: known.p95, unit: 'ms', limit: 20 },
    { what: 'the same after a grant there, p50', value: after.p50, unit: 'ms' },
    { what: 'the same after a grant there, p95', value: after.p95, unit: 'ms', limit: 20 },
    { what: 'the same, first in a workspace since the start, p50', value: cold.p50, unit: 'ms', limit: 20 },
  ]
}

interface Question {
  readonly subject: SubjectRef
  readonly workspace: WorkspaceId
  readonly document: ReplicaId
}

class World {
  readonly people: number
  readonly workspaces: readonly WorkspaceId[]
  readonly #teams: number
  #chance = 1

  constructor(count: number) {
    this.people = Math.max(300, count / 200)
    this.#teams = Math.max(30, count / 2_000)
    // Two tuples for each document, and some for people and teams.
    const number = Math.max(1, Math.round((count - this.people * 4) / (2 * documentsEach)))
    this.workspaces = Array.from({ length: number }, (_, at) => idOf('ws', at) as WorkspaceId)
  }

  person(at: number): PrincipalId {
    return `user:${idOf('account', at)}` as PrincipalId
  }

  team(at: number): SubjectRef {
    return `team:team_${at % this.#teams}#member`
  }

  document(workspace: WorkspaceId, at: number): ReplicaId {
    return idOf('document', this.workspaces.indexOf(workspace) * documentsEach + at) as ReplicaId
  }

  questions(count: number): readonly Question[] {
    return Array.from({ length: count }, (_, at): Question => {
      const workspace = this.workspaces[this.#random(this.workspaces.length)] as WorkspaceId
      const document = this.#random(documentsEach)
      const mate = this.#memberOf(this.#teamOf(workspace, document))
      const person = at % 2 === 0 ? mate : this.#random(this.people)
      return {
        workspace,
        document: this.document(workspace, document),
        subject: this.person(person) as SubjectRef,
      }
    })
  }

  async write(storage: Storage): Promise<OrganisationStore> {
    const store = await storage.organisation(organisation)
    for (const workspace of this.workspaces) {
      await storage.control.reserveWorkspace(workspace, organisation)
      await store.createWorkspace({ id: workspace, name: 'Bench', createdAt: 1 }, operator)
    }
    let put: Tuple[] = []
    let places: ThingPlace[] = []
    const flush = async () => {
      const written = await store.writeTuples({ put, places })
      if (!written.ok) throw new Error(written.detail)
      put = []
      places = []
    }
    for (const tuple of this.#peopleAndTeams()) if (put.push(tuple) >= batchSize) await flush()
    await flush()
    for (const workspace of this.workspaces) {
      for (let at = 0; at < documentsEach; at += 1) {
        const replica = this.document(workspace, at)
        places.push({ replica, workspace, ...(at % 10 === 0 && { inherits: false }) })
        const object = replicaObject(replica)
        put.push({ object, relation: 'r', subject: this.person(this.#random(this.people)) as SubjectRef })
        put.push({ object, relation: 'w', subject: `team:team_${this.#teamOf(workspace, at)}#member` })
        put.push({ object, relation: 'r', subject: `team:team_${this.#teamOf(workspace, at)}#member` })
        if (at % 2 === 0) put.pop()
        if (put.length >= batchSize) await flush()
      }
      await flush()
    }
    return store
  }

  *#peopleAndTeams(): Generator<Tuple> {
    const object = `organization:${organisation}` as const
    for (let at = 0; at < this.people; at += 1)
      yield { object, relation: 'member', subject: this.person(at) as SubjectRef }
    for (let at = 0; at < this.#teams; at += 1) {
      yield { object: `team:team_${at}`, relation: 'organization', subject: object }
      // One of ten is made of others.
      if (at % 10 !== 0)
        yield { object: `team:team_${at - (at % 10)}`, relation: 'member', subject: `team:team_${at}#member` }
    }
    for (let at = 0; at < this.people * 3; at += 1)
      yield {
        object: `team:team_${at % this.#teams}`,
        relation: 'member',
        subject: this.person(at % this.people) as SubjectRef,
      }
  }

  #memberOf(team: number): number {
    return (team + this.#teams * this.#random(Math.floor((this.people * 3) / this.#teams))) % this.people
  }

  #teamOf(workspace: WorkspaceId, document: number): number {
    return (this.workspaces.indexOf(workspace) * 7 + document * 13) % this.#teams
  }

  /** The same each time. */
  #random(below: number): number {
    this.#chance = (this.#chance * 48_271) % 2_147_483_647
    return this.#chance % below
  }
}

function idOf(prefix: string, at: number): string {
  return `${prefix}_${at.toString(36).padStart(26, '0')}`
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, each) => sum + each, 0) / Math.max(1, samples.length)
}
