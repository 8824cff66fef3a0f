import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Command } from '#shared/rooms/room.ts'
import type { EngineRefusal, RunOptions, TakeOptions, UndoStep } from './engine-contract.ts'
import { patchOf, reversed } from '#shared/crdt/field-steps.ts'
import {
  type ContentStep,
  type ReplicaStep,
  stepOf,
  type UndoEntry,
  type UndoSide,
  type UndoStack,
} from './undo-stack.ts'
import { UnitOfWork, type WorkPorts } from './unit-of-work.ts'
import type { Place } from './replica-registry.ts'
import type { JournalPart } from './journal-part.ts'

export interface RunnerPorts extends WorkPorts {
  readonly undo: UndoStack
  /** Where commands go now. */
  here(): Here
}

interface Here {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  /** Something of it. */
  readonly canWrite: boolean
  mayWrite(replica: ReplicaId): boolean
}

type RunCommand = <Input, Reason extends string, Answer>(
  command: Command<Input, Reason, Answer>,
  input: Input,
) => Promise<Outcome<Reason | EngineRefusal, Answer>>

/** Runs one thing after another, so that no command reads what another is about to change. */
export class CommandRunner {
  readonly #ports: RunnerPorts
  #turn: Promise<unknown> = Promise.resolve()
  #unit: UnitOfWork | undefined

  constructor(ports: RunnerPorts) {
    this.#ports = ports
  }

  /** The part that changes of this replica belong to while a command is at work on it. */
  partOf(place: Place): JournalPart | undefined {
    return this.#unit?.touches(place) ? this.#unit.part : undefined
  }

  /** true: the command that is at work on this replica did it. */
  takeOver(place: Place, step: ContentStep): boolean {
    return this.#unit?.takeOver(place, step) ?? false
  }

  /** Nothing else runs meanwhile. */
  exclusive<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(tellNobody)
    return mine
  }

  run<Input, Reason extends string, Answer>(
    command: Command<Input, Reason, Answer>,
    input: Input,
    { undoLabel }: RunOptions = {},
  ): Promise<Outcome<Reason | EngineRefusal, Answer>> {
    return this.#inUnit<Reason | EngineRefusal, Answer>(undoLabel, (unit) => runIn(unit, command, input))
  }

  batch<Answer>(
    work: (run: RunCommand) => Promise<Answer>,
    { undoLabel }: RunOptions = {},
  ): Promise<Outcome<'read-only' | 'not-stored', Answer>> {
    return this.#inUnit<'read-only' | 'not-stored', Answer>(undoLabel, async (unit) =>
      done(await work((command, input) => runIn(unit, command, input))),
    )
  }

  undo(options?: TakeOptions): Promise<UndoStep | undefined> {
    return this.exclusive(() => this.#step('undo', options))
  }

  redo(options?: TakeOptions): Promise<UndoStep | undefined> {
    return this.exclusive(() => this.#step('redo', options))
  }

  #inUnit<Reason extends string, Answer>(
    label: string | undefined,
    work: (unit: UnitOfWork) => Promise<Outcome<Reason, Answer>>,
  ): Promise<Outcome<Reason | 'read-only' | 'not-stored', Answer>> {
    const id = this.#ports.undo.begin()
    return this.exclusive(async () => {
      const here = this.#ports.here()
      if (!here.canWrite) return refused('read-only')
      const unit = this.#begin(here)
      try {
        const outcome = await work(unit)
        if (!outcome.ok) {
          unit.abandon()
          return outcome
        }
        if (!unit.changed.every(here.mayWrite)) {
          unit.abandon()
          return refused('read-only')
        }
        const replicas = unit.steps()
        if (!(await this.#commit(unit))) return refused('not-stored')
        this.#ports.undo.did(here.workspace, { id, label, replicas })
        return outcome
      } catch (fault) {
        unit.abandon()
        throw fault
      } finally {
        this.#unit = undefined
      }
    })
  }

  async #step(side: UndoSide, { id, goTo }: TakeOptions = {}): Promise<UndoStep | undefined> {
    const { undo, contents } = this.#ports
    contents.flush()
    for (;;) {
      const here = this.#ports.here()
      const entry = undo.find(here.workspace, side, id)
      if (!entry || !here.canWrite) return undefined
      if (entry.editedIn && goTo) await contents.shown({ workspace: here.workspace, id: entry.editedIn }, goTo)
      // On the way there others may have changed, or closed, what it was done to.
      if (undo.find(here.workspace, side, entry.id) !== entry) continue
      const taken = await this.#take(here, entry, side)
      if (taken === 'not-stored') return undefined
      if (taken === 'taken') return stepOf(entry)
      if (id !== undefined) return undefined
    }
  }

  async #take(here: Here, entry: UndoEntry, side: UndoSide): Promise<'taken' | 'nothing-left' | 'not-stored'> {
    const unit = this.#begin(here)
    try {
      for (const step of entry.replicas) await takeStep(unit, step, side)
      if (!unit.hasChanged) {
        unit.abandon()
        this.#ports.undo.dropped(here.workspace, side, entry)
        return 'nothing-left'
      }
      const isStored = await this.#commit(unit)
      // What an editor holds stays changed, and is stored as soon as that is possible.
      const isDone = isStored || entry.replicas.some(({ contents }) => contents.length > 0)
      if (isDone) this.#ports.undo.moved(here.workspace, side, entry)
      return isDone ? 'taken' : 'not-stored'
    } catch (fault) {
      unit.abandon()
      throw fault
    } finally {
      this.#unit = undefined
    }
  }

  #begin(here: { workspace: WorkspaceId; principal: PrincipalId }): UnitOfWork {
    this.#unit = new UnitOfWork(this.#ports, here)
    return this.#unit
  }

  /** From here on what others change in the same replicas is theirs again. */
  #commit(unit: UnitOfWork): Promise<boolean> {
    this.#unit = undefined
    return unit.commit()
  }
}

async function runIn<Input, Reason extends string, Answer>(
  unit: UnitOfWork,
  command: Command<Input, Reason, Answer>,
  input: Input,
): Promise<Outcome<Reason | 'invalid-input', Answer>> {
  const parsed = command.input.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refused('invalid-input', issue && `${issue.path.map(String).join('.')}: ${issue.message}`)
  }
  return command.run(unit, parsed.data)
}

async function takeStep(unit: UnitOfWork, step: ReplicaStep, side: UndoSide): Promise<void> {
  const replica = await unit.open(step.type, step.id)
  if (!replica) return
  const fields = replica.fields()
  if (step.isNew) {
    if (!('trashedAt' in step.type.shape)) return
    replica.patch({ trashedAt: side === 'undo' ? (fields.trashedAt ?? unit.clock.now()) : null })
    return
  }
  replica.patch(patchOf(step.type.shape, fields, side === 'undo' ? reversed(step.steps) : step.steps))
  for (const content of side === 'undo' ? step.contents.toReversed() : step.contents) content.take()
}

/** Whoever asked for the turn hears of its failure; the queue goes on. */
function tellNobody(): void {}
