import type { CommandTool, OutwardTool } from '#shared/assistant/tools/tools-of.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import { makeProposal } from '#shared/rooms/assistant/index.ts'
import type { RunnableCommand } from '#shared/rooms/room.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'
import { sentenceOf } from '#server/log/command-runner.ts'
import type { ToolAnswer } from '../contract.ts'
import { dryRun } from './dry-run.ts'
import { runPatiently } from './run-once.ts'
import type { OpenCall } from './tool-box.ts'

/** So many things at once are changed without a question. */
const maxUnasked = 10

/**
 * Does it, or proposes it: what a job does after it has read what its requester did not type may be what somebody else wants, and
 * what removes or is much at once is for a person to decide in any case.
 */
export async function doCommand(tool: CommandTool, open: OpenCall): Promise<ToolAnswer> {
  const { isTainted, writes } = open.state
  const mayDo = !isTainted && tool.effect === 'write' && writes < maxUnasked
  const propose = (input: unknown) => makeProposalOf(tool, input, open)
  if (!mayDo) return answerOf(tool.command, open, propose)
  return answerOf(tool.command, open, async (input) => {
    const ran = await doNow(tool.command, open)
    return !ran.ok && ran.reason === 'many-things' ? propose(input) : ran
  })
}

/** What can be left to a person. */
interface Proposable extends Pick<CommandTool, 'description'> {
  readonly effect: CommandTool['effect'] | OutwardTool['effect']
  readonly command: RunnableCommand
}

/** Leaves it to a person, whatever it is. */
export function propose(tool: Proposable, open: OpenCall): Promise<ToolAnswer> {
  return answerOf(tool.command, open, (input) => makeProposalOf(tool, input, open))
}

/** There is nothing here that could do it: only whether it is about anything is looked at, on copies. */
export function proposeOutward({ act, description, effect }: OutwardTool, open: OpenCall): Promise<ToolAnswer> {
  const { name, input, check } = act
  return propose({ description, effect, command: { name, input, run: check } }, open)
}

type Done = Outcome<string, Record<string, unknown>>

async function answerOf(
  command: RunnableCommand,
  open: OpenCall,
  act: (input: unknown) => Promise<Done>,
): Promise<ToolAnswer> {
  const parsed = command.input.safeParse(open.call.input ?? {})
  if (!parsed.success) return { ok: false, text: sentenceOf(parsed.error) }
  const outcome = await act(parsed.data)
  if (outcome.ok) return { ok: true, text: JSON.stringify(outcome.value) }
  if (outcome.reason === 'lost') open.state.end = 'lost'
  return { ok: false, text: outcome.detail ?? `Refused: ${outcome.reason}.` }
}

async function doNow(command: RunnableCommand, open: OpenCall): Promise<Done> {
  const { hold, call } = open
  const maxThings = maxUnasked - open.state.writes
  const ran = await runPatiently(open, { command, input: call.input ?? {}, rightsOf: hold.rightsOf, maxThings })
  return ran.ok ? done({ done: true, answer: ran.value }) : ran
}

async function makeProposalOf(tool: Proposable, parsed: unknown, open: OpenCall): Promise<Done> {
  const { hold, call, ports } = open
  const { workspace, requester } = hold.job
  const view = await allowedToAll(ports.access, hold.rightsOf).viewOf(requester, workspace)
  if (!view) return refused('no-access')
  const dry = await dryRun(ports, { workspace, principal: requester, view, command: tool.command, input: parsed })
  if (!dry.ok) return dry
  const { task } = hold.job
  const { target, expected } = dry.value
  const input = {
    command: tool.command.name,
    input: JSON.stringify(call.input ?? {}),
    effect: tool.effect,
    ...(target && { target, expected: JSON.stringify(expected) }),
    reason: tool.description,
    requester,
    job: hold.job.id,
    ...(task.kind === 'question' && { conversation: task.conversation }),
  }
  // It belongs to whoever asked, alone: the agent has no rights to it.
  const ran = await runPatiently(open, { command: makeProposal, input, rightsOf: [requester] })
  if (!ran.ok) return ran
  const { id } = ran.value as { id: ReplicaId }
  return done({ done: false, proposal: id, note: 'It waits for a person to accept it. Say so; do not try again.' })
}
