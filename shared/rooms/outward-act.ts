import type { z } from 'zod'
import type { Outcome } from '../kit/outcome.ts'
import type { Work } from './room.ts'

/**
 * Something that reaches beyond the workspace: somebody is let in, told, invited. It is no command, so nothing can run it: whoever acts for a person
 * proposes it, and when that person clicks, their device asks the server for it, at the very door that the screen for it uses and with their own rights.
 */
export interface OutwardAct<Input> {
  /** `<room>.<verb>`, like a command. */
  readonly name: string
  /** What it does, in one sentence, for an assistant that has to choose. */
  readonly says: string
  readonly effect: 'outward'
  readonly input: z.ZodType<Input>
  /** Whether there is what it is about. Writes nothing; whether it may be done is the door's to say. */
  check(work: Pick<Work, 'open'>, input: Input): Promise<Outcome<string, void>>
  door(input: Input): DoorCall
}

/** Asking once more lets in nobody else: a click whose answer was lost is clicked again, and costs a second invitation to the same address at most. */
export interface DoorCall {
  readonly method: 'PUT'
  /** Below `/api/workspaces/{id}/`. */
  readonly path: string
  readonly body: object
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list of acts of every input
export type AnyOutwardAct = OutwardAct<any>

/** Keeps the input type of the schema. */
export function outwardAct<Schema extends z.ZodType>(definition: {
  name: string
  says: string
  input: Schema
  check(work: Pick<Work, 'open'>, input: z.output<Schema>): Promise<Outcome<string, void>>
  door(input: z.output<Schema>): DoorCall
}): OutwardAct<z.output<Schema>> {
  return { effect: 'outward', ...definition } as OutwardAct<z.output<Schema>>
}
