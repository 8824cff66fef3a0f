import { z } from 'zod'
import type { AnyCommand, CommandEffect, Room } from '../../rooms/room.ts'

/** A command as an assistant is told of it. */
export interface CommandTool {
  /** `tasks_create`: letters, digits and underscores only, as endpoints want it. */
  readonly name: string
  readonly description: string
  /** JSON Schema of an object. */
  readonly input: Readonly<Record<string, unknown>>
  readonly effect: CommandEffect
  readonly command: AnyCommand
}

/** Every command of these rooms, with the schema that it checks its input by. */
export function toolsOf(rooms: readonly Room[]): readonly CommandTool[] {
  return rooms.flatMap((room) => room.commands).map(toolOf)
}

function toolOf(command: AnyCommand): CommandTool {
  return {
    name: toolName(command.name),
    description: command.says,
    input: schemaOf(command.input),
    effect: command.effect,
    command,
  }
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
