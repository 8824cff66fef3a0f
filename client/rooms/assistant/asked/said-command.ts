import { proposal } from './messages.ts'

type Says = typeof proposal.says
/** A command that has words of its own here. */
export type SaidCommand = { [Room in keyof Says]: `${Room}.${keyof Says[Room] & string}` }[keyof Says]

const said: ReadonlySet<string> = new Set(
  Object.entries(proposal.says).flatMap(([room, commands]) => Object.keys(commands).map((name) => `${room}.${name}`)),
)

/** False for what a newer version has proposed. */
export function isSaid(command: string): command is SaidCommand {
  return said.has(command)
}
