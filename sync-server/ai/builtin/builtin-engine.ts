import { directoryOf } from '#shared/assistant/records/directory.ts'
import type { PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Calendar } from '#shared/language/moment.ts'
import { done, type Outcome, refused } from '#shared/kit/outcome.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { ProposedAction } from '#shared/assistant/engine/reply.ts'
import type { Access } from '#server/access/access.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'
import type { Catalogue } from '#server/resources/catalogue.ts'
import { appPathOf } from '#server/tenancy/app-path.ts'
import type { Engine, EngineAnswer, EngineCall, EngineRefusal, Sources } from '../contract.ts'
import { recordsTool } from '../tools/read-tools.ts'
import { visibleRows } from '../tools/visible-rows.ts'
import { type PeoplePorts, whoIsIn } from '../tools/who-is-who.ts'
import { replyText } from './reply-text.ts'
import { sceneOf } from './scene.ts'

export interface BuiltinPorts extends PeoplePorts {
  readonly access: Access
  readonly catalogue: Catalogue
  readonly clock: Clock
}

/** For whom it answers, and with whose eyes: what all of them may read. */
export interface BuiltinAsked {
  readonly workspace: WorkspaceId
  readonly requester: PrincipalId
  readonly rightsOf: readonly PrincipalId[]
  readonly calendar: Calendar
  readonly about: readonly ReplicaId[]
}

/** Longer words are no question for it: they quote something. */
const longestQuestion = 300
const sign = '*Answered by the built-in engine, without a language model.*'

/**
 * Answers where no model is set up: with the queries of shared/assistant over the rows that those who asked may read, so with the same figures as
 * on their devices. It does nothing itself: what it is told to do it calls for like a model, by the job's tools, which propose it.
 */
export function builtinEngine(ports: BuiltinPorts, asked: BuiltinAsked): Engine {
  return { run: (call) => answerTo(ports, asked, call) }
}

async function answerTo(
  ports: BuiltinPorts,
  asked: BuiltinAsked,
  call: EngineCall,
): Promise<Outcome<EngineRefusal, EngineAnswer>> {
  const text = call.messages.at(-1)?.text.trim() ?? ''
  if (text.length > longestQuestion) return refused('no-engine')
  // What it reads by: an agent that may not use it is told nothing here either.
  if (!call.tools.specs.some(({ name }) => name === recordsTool)) return refused('no-engine')
  const read = await readWorkspace(ports, asked)
  if (!read) return said(call, 'There is nothing here for you.')
  const { rows, directory } = read
  const moment = { nowMs: ports.clock.now(), ...asked.calendar }
  // The grammar of dates is large, and many servers have a model.
  const [{ reply }, { findTimes }] = await Promise.all([
    import('#shared/assistant/engine/engine.ts'),
    import('#shared/language/times.ts'),
  ])
  const replied = reply(text, { rows, directory, moment, findTimes, here: asked.about[0] })
  if (replied.kind === 'needs-model') return refused('no-engine')
  if (replied.kind === 'action') return said(call, await proposed(call, [replied.action]))
  if (replied.kind === 'several') return said(call, await proposed(call, replied.actions))
  const named = new Set<ReplicaId>()
  const pathOf = (id: ReplicaId) => {
    named.add(id)
    return appPathOf(asked.workspace, id)
  }
  const words = replyText(replied, sceneOf({ rows, directory, moment, pathOf }))
  // Its words are what was counted: nobody has to count it again below them.
  return said(call, words, { things: [...named], queries: [] })
}

function said(call: EngineCall, words: string, sources?: Sources): Outcome<EngineRefusal, EngineAnswer> {
  const text = `${words}\n\n${sign}`
  call.told(text)
  return done({ text, used: { input: 0, output: 0 }, steps: 1, sources })
}

/** By the job's tools: what becomes of it they decide, and say. */
async function proposed({ tools }: EngineCall, actions: readonly ProposedAction[]): Promise<string> {
  for (const [index, { command, input }] of actions.entries()) {
    const answer = await tools.call({ step: 0, index, name: command.replaceAll('.', '_'), input })
    if (!answer.ok) return `That can not be done: ${answer.text}`
  }
  return 'This is what I would do. It waits for you, and nothing has been done yet.'
}

/** undefined: nothing of it may be read. */
async function readWorkspace(ports: BuiltinPorts, { workspace, requester, rightsOf }: BuiltinAsked) {
  const view = await allowedToAll(ports.access, rightsOf).viewOf(requester, workspace)
  const shelf = view && (await ports.catalogue.of(workspace))
  if (!view || !shelf) return undefined
  const rows = visibleRows(shelf, view)
  return { rows, directory: directoryOf(rows, await whoIsIn(ports, { workspace, requester, view })) }
}
