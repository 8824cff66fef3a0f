import { allows } from '#shared/access/roles.ts'
import type { DeviceId, PrincipalId, WorkspaceId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { type RefusalCode, refusals } from '#shared/protocol/codes.ts'
import type { OutgoingChange } from '#shared/protocol/messages.ts'
import type { RunnableCommand } from '#shared/rooms/room.ts'
import { firstRefusal, pushAndWait, type PushPorts } from './push.ts'
import { openServerWork } from './server-work.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'

export interface CommandCall {
  readonly workspace: WorkspaceId
  readonly principal: PrincipalId
  readonly command: RunnableCommand
  readonly input: unknown
  /** An agent does it, for somebody. */
  readonly run?: AgentRun | undefined
}

/** One call of an agent that leaves a trace in the log by which it is known again, so that it is done once. */
export interface AgentRun {
  /** Stands with the changes in the log, and is written with them or not at all. */
  readonly key: string
  readonly onBehalfOf: PrincipalId
  /** All of them must be allowed what is done, at the beginning and when it is pushed. */
  readonly rightsOf: readonly PrincipalId[]
  /** In the turn of the call, before anything is run. Refused: it is not. */
  begin?(): Promise<Outcome<string, void>>
  /** What it will answer, and what it changes, before that is in the log. Refused: it does not come there. */
  prepare?(answer: unknown, changes: readonly OutgoingChange[]): Promise<Outcome<string, void>>
}

/** Runs the shared commands on the server, on replicas loaded from the log. */
export interface CommandRunner {
  /**
   * One command, one append, attributed to the caller. Calls of one workspace run one after another, so that none reads what
   * another is about to change. Refused: `invalid-input`, a code of the push, or the command's own reason.
   */
  run(call: CommandCall): Promise<Outcome<string, unknown>>
}

interface RunnerPorts extends PushPorts {
  readonly clock: Clock
  readonly random: Random
  /** The device that changes made by the server itself are stamped with. */
  readonly device: DeviceId
}

export function openCommandRunner(ports: RunnerPorts): CommandRunner {
  const last = new Map<WorkspaceId, Promise<unknown>>()
  return {
    run: (call) => {
      const turn = (last.get(call.workspace) ?? Promise.resolve()).then(() => runOne(ports, call))
      const settled: Promise<unknown> = turn.catch(tellNobody).then(() => {
        if (last.get(call.workspace) === settled) last.delete(call.workspace)
      })
      last.set(call.workspace, settled)
      return turn
    },
  }
}

async function runOne(
  ports: RunnerPorts,
  { workspace, principal, command, input, run }: CommandCall,
): Promise<Outcome<string, unknown>> {
  const access = run ? allowedToAll(ports.access, run.rightsOf) : ports.access
  const view = await access.viewOf(principal, workspace)
  if (!view) return refused('no-access')
  // Whether it may write what it changes is asked of each change when it is pushed. Who has agents work has conversations of their own.
  const mayWriteSome = allows(view.role, 'write') || view.exceptions.length > 0
  if (!mayWriteSome && !(await access.check(principal, 'execute', workspace)).ok) return refused('read-only')
  const parsed = command.input.safeParse(input)
  if (!parsed.success) return refused('invalid-input', sentenceOf(parsed.error))
  const begun = await run?.begin?.()
  if (begun && !begun.ok) return begun
  const { log, clock, random } = ports
  const work = openServerWork({
    clock,
    random,
    principal,
    // What the caller may not see is not there.
    chunksOf: async (id) => (view.mayRead(id) ? ((await log.ofReplica(workspace, id))?.chunks ?? []) : []),
  })
  try {
    const outcome = await command.run(work, parsed.data)
    if (!outcome.ok) return outcome
    const changes = work.changes()
    const prepared = await run?.prepare?.(outcome.value, changes)
    if (prepared && !prepared.ok) return prepared
    const code = firstRefusal(
      await pushAndWait(
        { ...ports, access },
        {
          workspace,
          author: principal,
          device: ports.device,
          ...(run && { agentRun: run.key, onBehalfOf: run.onBehalfOf }),
          changes,
          allOrNothing: true,
        },
      ),
    )
    return code ? refused<RefusalCode>(code, refusals[code].sentence) : done(outcome.value)
  } finally {
    work.close()
  }
}

/** The caller of the turn hears of its failure; the queue goes on. */
function tellNobody(): void {}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Of a choice: what is wrong by each of its ways, within `path`. */
  readonly errors?: readonly (readonly Issue[])[]
}

interface IssueList {
  readonly issues: readonly Issue[]
}

/** What is wrong first, and where. */
export function sentenceOf({ issues }: IssueList): string {
  const [first] = issues
  if (!first) return 'The input has not the expected form.'
  const { path, message } = meantWay(first)
  return path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message
}

/** Of several ways, the one that was followed the furthest was meant. */
function meantWay(issue: Issue): Issue {
  const ways = (issue.errors ?? []).flatMap(([first]) => (first && first.path.length > 0 ? [meantWay(first)] : []))
  const [furthest] = ways.toSorted((a, b) => b.path.length - a.path.length)
  return furthest ? { ...furthest, path: [...issue.path, ...furthest.path] } : issue
}
