import { localPrincipal, mintId, type PrincipalId, type ReplicaId } from '../../../kit/ids.ts'
import { seededRandom } from '../../../kit/testing/fake-ports.ts'
import type { Moment } from '../../../language/moment.ts'
import { documentType, folderType } from '../../../rooms/documents/index.ts'
import { ideaType } from '../../../rooms/ideas/index.ts'
import type { AnyReplicaType, Row, Rows } from '../../../rooms/room.ts'
import {
  addDays,
  projectType,
  taskPriorities,
  taskStatuses,
  taskType,
  type TaskStatus,
} from '../../../rooms/tasks/index.ts'
import { boardType } from '../../../rooms/whiteboards/index.ts'
import { type Directory, directoryOf, type KnownPerson } from '../directory.ts'

/** A Thursday afternoon in Vienna. */
export const seededMoment: Moment = {
  nowMs: Date.UTC(2026, 10, 19, 14, 30),
  timeZone: 'Europe/Vienna',
  weekStartsOn: 1,
}
const today = '2026-11-19'

export const seededPeople = [
  { principal: 'user:mira' as PrincipalId, name: 'Mira Novak' },
  { principal: 'user:ana' as PrincipalId, name: 'Ana Silva' },
  { principal: 'user:bob' as PrincipalId, name: 'Bob Stone' },
  { principal: 'user:li' as PrincipalId, name: 'Li Wei' },
] as const
/** Mira asks; what she wrote before she had an account is hers, too. */
export const seededMe: readonly PrincipalId[] = ['user:mira' as PrincipalId, localPrincipal]

const words = [
  'pricing',
  'budget',
  'kitchen',
  'website',
  'survey',
  'launch',
  'contract',
  'newsletter',
  'garden',
  'invoice',
]
const acts = ['Write', 'Review', 'Plan', 'Send', 'Fix', 'Discuss', 'Prepare', 'Check']
const labels = ['finance', 'Design', 'waiting', 'home', 'customer']

/** Some hundred records of every kind, the same for the same seed: with gaps, trash and folders in folders. */
export function seededWorkspace({ seed = 1, size = 400 } = {}): FixedRows {
  const sower = new Sower(seed)
  const projects = ['Website', 'Kitchen renovation', 'Finance 2026', 'Atlas'].map((title) =>
    sower.add(projectType, { title, position: 'a', trashedAt: undefined }),
  )
  const folders: ReplicaId[] = []
  for (const title of ['Minutes', 'Plans', 'Research notes', 'Contracts']) {
    const parent = title === 'Contracts' ? folders[1] : undefined
    folders.push(sower.add(folderType, { title, parent, position: 'a', createdAt: 0, trashedAt: undefined }))
  }
  for (let index = 0; index < size; index += 1) {
    const kind = sower.random.next()
    if (kind < 0.6) sower.addTask(projects)
    else if (kind < 0.75) sower.addDocument(folders)
    else if (kind < 0.92) sower.addIdea()
    else sower.addBoard()
  }
  // After all else, so that the others are the same with them and without.
  for (let index = 0; index < size / 20; index += 1) sower.addRepeatingTask(projects)
  return new FixedRows(sower.rows)
}

class Sower {
  readonly random
  readonly rows: Row[] = []

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  add(type: AnyReplicaType, value: object, created = this.#past(260)): ReplicaId {
    const id = mintId<ReplicaId>(type.name, this.random)
    this.rows.push({ id, type: type.name, value, changedAt: this.#since(created), changedBy: this.#person() })
    return id
  }

  addTask(projects: readonly ReplicaId[]): void {
    const { common, task } = this.#task(projects, this.#pick(taskStatuses))
    this.add(taskType, task, common.createdAt)
  }

  /** One that was done some times, and may have ended. */
  addRepeatingTask(projects: readonly ReplicaId[]): void {
    const { common, task } = this.#task(projects, this.random.next() < 0.8 ? 'todo' : 'done')
    const days = Array.from({ length: this.random.below(12) }, (_, week) => addDays(today, -7 * (week + 1)))
    const doneBefore = days.toReversed().map((day) => ({ day, at: this.#since(common.createdAt) }))
    this.add(taskType, { ...task, repeat: 'FREQ=WEEKLY', doneBefore }, common.createdAt)
  }

  #task(projects: readonly ReplicaId[], status: TaskStatus) {
    const common = this.#common()
    const task = {
      ...common,
      title: this.#title(),
      notes: '',
      status,
      priority: this.#pick(taskPriorities),
      dueDate: this.#maybe(0.7, () => addDays(today, this.random.below(60) - 30)),
      assignee: this.#maybe(0.6, () => this.#person()),
      labels: this.#labels(),
      project: this.#maybe(0.7, () => this.#pick(projects)),
      checklist: {},
      position: 'a',
      completedAt: status === 'done' ? this.#since(common.createdAt) : undefined,
    }
    return { common, task }
  }

  addDocument(folders: readonly ReplicaId[]): void {
    const common = this.#common()
    const parent = this.#maybe(0.7, () => this.#pick(folders))
    this.add(
      documentType,
      { ...common, title: this.#title(), parent, tags: this.#labels(), pinned: this.#isFifth() },
      common.createdAt,
    )
  }

  addIdea(): void {
    const common = this.#common()
    const text = `${this.#title()}\nmore about ${this.#pick(words)}`
    this.add(ideaType, { ...common, text, tags: this.#labels(), pinned: this.#isFifth() }, common.createdAt)
  }

  addBoard(): void {
    const { createdAt, trashedAt } = this.#common()
    this.add(boardType, { title: this.#title(), createdAt, trashedAt }, createdAt)
  }

  #common() {
    const trashedAt = this.#maybe(0.08, () => seededMoment.nowMs - 1000)
    return { createdAt: this.#past(260), createdBy: this.#maybe(0.95, () => this.#person()), trashedAt }
  }

  /** By its place, so that all else stays as it was sown. */
  #isFifth(): boolean {
    return this.rows.length % 5 === 0
  }

  #person(): PrincipalId {
    return this.#pick<PrincipalId>([...seededPeople.map(({ principal }) => principal), localPrincipal])
  }

  #title(): string {
    return `${this.#pick(acts)} ${this.#pick(words)} ${this.#pick(words)}`
  }

  #labels(): readonly string[] {
    return labels.filter(() => this.random.next() < 0.25)
  }

  #past(days: number): number {
    return seededMoment.nowMs - Math.floor(this.random.next() * days * 86_400_000)
  }

  #since(created: number): number {
    return created + Math.floor(this.random.next() * (seededMoment.nowMs - created))
  }

  #pick<Item>(from: readonly Item[]): Item {
    return from[this.random.below(from.length)] as Item
  }

  #maybe<Item>(chance: number, make: () => Item): Item | undefined {
    return this.random.next() < chance ? make() : undefined
  }
}

/** Rows that do not change. */
export class FixedRows implements Rows {
  readonly all: readonly Row[]
  readonly #byType: ReadonlyMap<string, readonly Row[]>

  constructor(all: readonly Row[]) {
    this.all = all
    this.#byType = mapByType(all)
  }

  of<Projected extends object>(type: { readonly name: string }): readonly Row<Projected>[] {
    return (this.#byType.get(type.name) ?? []) as readonly Row<Projected>[]
  }

  get<Projected extends object>(type: { readonly name: string }, id: ReplicaId): Row<Projected> | undefined {
    return this.of<Projected>(type).find((row) => row.id === id)
  }
}

function mapByType(all: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const byType = new Map<string, Row[]>()
  for (const row of all) byType.set(row.type, [...(byType.get(row.type) ?? []), row])
  return byType
}

export function seededDirectory(rows: Rows): Directory {
  const people = seededPeople.map(({ principal, name }) => ({
    name,
    principals: principal === seededMe[0] ? seededMe : [principal],
  }))
  return directoryOf(rows, { me: people[0] as KnownPerson, people })
}
