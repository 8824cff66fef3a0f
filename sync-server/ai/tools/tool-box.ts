import { type CommandTool, type OutwardTool, outwardToolsOf, toolsOf } from '#shared/assistant/tools/tools-of.ts'
import type { AgentTool } from '#shared/protocol/rest-agents.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { allRooms } from '#shared/rooms/all-rooms.ts'
import { outwardActs } from '#shared/rooms/outward-acts.ts'
import type { Access } from '#server/access/access.ts'
import type { AgentRecord } from '#server/storage/agent-store.ts'
import type { CommandRunner } from '#server/log/command-runner.ts'
import type { Log } from '#server/log/log.ts'
import type { EngineTools, Sources, ToolAnswer, ToolCall, ToolSpec } from '../contract.ts'
import { doCommand, proposeOutward } from './do-command.ts'
import { doEdit, editCommand, editTool } from './do-edit.ts'
import { doRead } from './do-read.ts'
import { type JobHold, noteOfJob } from './job-hold.ts'
import { type ReadPorts, type ReadTool, readTools } from './read-tools.ts'
import { openSourceBook } from './sources.ts'

export interface ToolPorts extends ReadPorts {
  readonly access: Access
  readonly commands: CommandRunner
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
}

/** The hands of one job. What they have done and read is kept with the job, so that whoever takes it over goes on from there. */
export interface ToolBox extends EngineTools {
  /** It has read what its requester did not type. */
  readonly isTainted: boolean
  /** What waits for a person's decision. */
  readonly proposals: readonly string[]
  /** What its engine has been told of. */
  readonly sources: Sources
  /** Why it can not go on: the job is somebody else's by now, does otherwise than what it has begun, or may not go on. */
  readonly end: 'lost' | 'diverged' | 'forbidden' | undefined
}

/** Who looks after a job while its tools are used. */
export interface BoxWatch {
  /** The job can not go on, so the engine is not to be kept waiting for nothing. */
  stop(): void
  /** The agent as it is now; a word: why it is to do nothing more. Asked before each call. */
  present(): Promise<AgentRecord | string>
}

/** What goes on between the calls of one job. */
export interface BoxState {
  isTainted: boolean
  writes: number
  proposals: string[]
  end: ToolBox['end']
}

export type AnyTool =
  | { readonly kind: 'read'; readonly tool: ReadTool }
  | { readonly kind: 'command'; readonly tool: CommandTool }
  | { readonly kind: 'outward'; readonly tool: OutwardTool }
  | { readonly kind: 'edit'; readonly tool: ToolSpec }

/** Commands of the assistant itself are no tools: an agent would be asking itself, or accepting what it has proposed. */
const commandTools = toolsOf(allRooms.filter(({ name }) => name !== 'assistant')).filter(
  ({ name }) => name !== editCommand.name,
)

/** All that there are, by name. */
const allTools: ReadonlyMap<string, AnyTool> = new Map([
  ...readTools.map((tool): [string, AnyTool] => [tool.name, { kind: 'read', tool }]),
  ...commandTools.map((tool): [string, AnyTool] => [tool.name, { kind: 'command', tool }]),
  ...outwardToolsOf(outwardActs).map((tool): [string, AnyTool] => [tool.name, { kind: 'outward', tool }]),
  [editTool.name, { kind: 'edit', tool: editTool }],
])

/** What an agent can be allowed to do, for whoever decides it. */
export function toolBook(): readonly AgentTool[] {
  return [...allTools.values()].map((each) => ({
    name: each.tool.name,
    says: each.tool.description,
    effect: each.kind === 'read' ? 'read' : each.kind === 'edit' ? 'write' : each.tool.effect,
  }))
}

export function openToolBox(ports: ToolPorts, hold: JobHold, watch: BoxWatch): ToolBox {
  const tools = new Map(allTools)
  for (const [name, { kind }] of tools) {
    const isOffered = kind === 'read' || hold.mayWrite
    if (!isOffered || !isAllowed(hold.agent.configuration.tools, name)) tools.delete(name)
  }
  const state: BoxState = { isTainted: hold.job.isTainted, writes: 0, proposals: [], end: undefined }
  const sources = openSourceBook()
  return {
    sources,
    specs: [...tools.values()].map(
      ({ tool }): ToolSpec => ({ name: tool.name, description: tool.description, input: tool.input }),
    ),
    call: async (call) => {
      const agent = await watch.present()
      if (typeof agent === 'string') state.end ??= 'forbidden'
      const isThere = typeof agent !== 'string' && isAllowed(agent.configuration.tools, call.name)
      const answered = await callTool({ ports, hold, state, tool: isThere ? tools.get(call.name) : undefined }, call)
      if (state.end) watch.stop()
      sources.note(call, answered)
      return answered
    },
    refuse: async (call, problem) => {
      const { audit } = await ports.storage.organisation(hold.organisation)
      await audit.insertNote(noteOfCall(ports, hold, { ...call, ok: false, problem }))
    },
    get isTainted() {
      return state.isTainted
    },
    get proposals() {
      return state.proposals
    },
    get end() {
      return state.end
    },
  }
}

/** `tasks.create`, `tasks.*`, or the name of a tool itself; none named: all. */
export function isAllowed(allowed: readonly string[] | undefined, tool: string): boolean {
  if (!allowed) return true
  const names = allowed.map((each) => each.replaceAll('.', '_'))
  return names.some((each) => (each.endsWith('_*') ? tool.startsWith(each.slice(0, -1)) : each === tool))
}

interface CallOf {
  readonly ports: ToolPorts
  readonly hold: JobHold
  readonly state: BoxState
  readonly tool: AnyTool | undefined
}

export interface OpenCall extends Omit<CallOf, 'tool'> {
  readonly call: ToolCall
  /** What it was going to answer when its holder was lost. */
  readonly prepared: string | undefined
}

async function callTool({ ports, hold, state, tool }: CallOf, call: ToolCall): Promise<ToolAnswer> {
  if (state.end) return ended
  const { jobs } = await ports.storage.organisation(hold.organisation)
  const nowMs = ports.clock.now()
  const input = JSON.stringify(call.input ?? {})
  const start = await jobs.beginCall(hold.lease, { step: call.step, index: call.index, name: call.name, input, nowMs })
  if (start.state === 'lost' || start.state === 'diverged') {
    state.end = start.state
    return ended
  }
  if (start.state === 'done') {
    remember(state, tool, start)
    return { ok: start.ok, text: start.answer }
  }
  const prepared = start.state === 'again' ? start.prepared : undefined
  const open: OpenCall = { ports, hold, state, call, prepared }
  const answered = tool ? await act(tool, open) : { ok: false, text: whyNone(hold, call.name) }
  if (state.end) return ended
  remember(state, tool, { ok: answered.ok, answer: answered.text })
  const note = noteOfCall(ports, hold, { ...call, ok: answered.ok })
  const isKept = await jobs.endCall(hold.lease, call, { ok: answered.ok, answer: answered.text }, note)
  if (!isKept) state.end = 'lost'
  return isKept ? answered : ended
}

function whyNone({ mayWrite }: JobHold, name: string): string {
  if (allTools.has(name) && !mayWrite) return 'You, or the agent that you asked, may only read here.'
  return `There is no tool ${name}.`
}

/** Names are what the model says, and it may say anything: as much of them as a name of ours has. */
function noteOfCall(
  { clock }: ToolPorts,
  hold: JobHold,
  { step, index, name, ok, problem }: Omit<ToolCall, 'input'> & { readonly ok: boolean; readonly problem?: string },
) {
  const said = { tool: name.slice(0, 64), call: `${step}/${index}`, ok, ...(problem && { problem }) }
  return noteOfJob(clock, { ...hold, agent: hold.agent.id }, { action: 'assistant.called', ...said })
}

const ended: ToolAnswer = { ok: false, text: 'This job has ended.' }

async function act(tool: AnyTool, open: OpenCall): Promise<ToolAnswer> {
  switch (tool.kind) {
    case 'edit':
      return doEdit(open)
    case 'read':
      return doRead(tool.tool, open)
    case 'command':
      return doCommand(tool.tool, open)
    case 'outward':
      return proposeOutward(tool.tool, open)
  }
}

/** Also of calls that were done before the job was taken over. */
function remember(state: BoxState, tool: AnyTool | undefined, { ok, answer }: { ok: boolean; answer: string }): void {
  if (!ok || !tool || tool.kind === 'read') return
  state.writes += 1
  const { proposal } = JSON.parse(answer) as { proposal?: string }
  if (proposal) state.proposals.push(proposal)
}
