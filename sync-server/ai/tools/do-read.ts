import type { ToolAnswer } from '../contract.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'
import { sentenceOf } from '#server/log/command-runner.ts'
import type { ReadTool } from './read-tools.ts'
import type { OpenCall } from './tool-box.ts'
import { whoIsIn } from './who-is-who.ts'

/** An engine reads no more of one answer. */
const maxChars = 24_000

/** Reads with the eyes of all whose rights the job has, as they are now. */
export async function doRead(tool: ReadTool, { ports, hold, state, call }: OpenCall): Promise<ToolAnswer> {
  const { workspace, requester } = hold.job
  const view = await allowedToAll(ports.access, hold.rightsOf).viewOf(requester, workspace)
  if (!view) return { ok: false, text: 'There is nothing here for you.' }
  const input = tool.schema.safeParse(call.input ?? {})
  if (!input.success) return { ok: false, text: sentenceOf(input.error) }
  const moment = { nowMs: ports.clock.now(), ...hold.calendar }
  const who = await whoIsIn(ports, { workspace, requester, view })
  const { found, isEmpty } = await tool.run(ports, { workspace, view, moment, asker: requester, who }, input.data)
  if (!isEmpty && !state.isTainted) {
    // Before the engine sees any of it: what it does from now on may be what it has read.
    const { jobs } = await ports.storage.organisation(hold.organisation)
    if (!(await jobs.taintJob(hold.lease))) state.end = 'lost'
    state.isTainted = true
  }
  const text = JSON.stringify(found)
  return { ok: true, text: text.length > maxChars ? `${text.slice(0, maxChars)}… (cut off)` : text }
}
