import { z } from 'zod'
import type { AnyOutwardAct } from '../../rooms/outward-act.ts'
import type { AnyCommand, CommandEffect, Room } from '../../rooms/room.ts'

interface Told {
  /** `tasks_create`: letters, digits and underscores only, as endpoints want it. */
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly input: Readonly<Record<string, unknown>>
}

/** A command as an assistant is told of it. */
export interface CommandTool extends Told {
  readonly effect: CommandEffect
  readonly command: AnyCommand
}

/** Something that can be proposed and nothing else. */
export interface OutwardTool extends Told {
  readonly effect: 'outward'
  readonly act: AnyOutwardAct
}

/** Every command of these rooms, with the schema that it checks its input by. */
export function toolsOf(rooms: readonly Room[]): readonly CommandTool[] {
  return rooms
    .flatMap((room) => room.commands)
    .map((command) => ({ ...toldOf(command), effect: command.effect, command }))
}

export function outwardToolsOf(acts: readonly AnyOutwardAct[]): readonly OutwardTool[] {
  return acts.map((act) => ({ ...toldOf(act), effect: act.effect, act }))
}

function toldOf({ name, says, input }: AnyCommand | AnyOutwardAct): Told {
  return { name: toolName(name), description: says, input: schemaOf(input) }
}

/** `tasks.create` → `tasks_create`. */
export function toolName(command: string): string {
  return command.replaceAll('.', '_')
}

/** What goes in, before it is transformed; what JSON Schema has no word for may be anything, and is checked by the command all the same. */
export function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return json
}
