import { z } from 'zod'
import { type CommandTool, schemaOf, toolsOf } from '#shared/assistant/tools/tools-of.ts'
import { isReplicaId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { documents, documentType, type Hunk } from '#shared/rooms/documents/index.ts'
import { allowedToAll } from '#server/access/allowed-to-all.ts'
import { sentenceOf } from '#server/log/command-runner.ts'
import type { ToolAnswer, ToolSpec } from '../contract.ts'
import { propose } from './do-command.ts'
import type { OpenCall } from './tool-box.ts'

const schema = z.object({
  id: z.custom<ReplicaId>(isReplicaId, 'must be an id').meta({ type: 'string' }),
  find: z
    .string()
    .max(100_000)
    .describe('What stands in its Markdown now, letter for letter and only once; empty: the end of it.'),
  replace: z.string().max(100_000).describe('What shall stand there instead, as Markdown; empty: nothing.'),
  reason: z.string().max(300).default('').describe('Why, in a sentence for the person who decides.'),
})

/** How an engine writes into a document: a stretch of its Markdown at a time, which a person accepts or rejects. */
export const editTool: ToolSpec = {
  name: 'documents_edit',
  description: 'Propose other words for a stretch of a document that you have read. A person accepts or rejects them.',
  input: schemaOf(schema),
}

/** What the proposal holds; an engine can not call it itself, for it knows no places in a document. */
export const editCommand: CommandTool = (() => {
  const [tool] = toolsOf([documents]).filter(({ command }) => command.name === 'documents.replaceBlocks')
  if (!tool) throw new Error('bug: no command for hunks')
  return tool
})()

/** A hunk that fits nowhere: for a call that is met again, whose words may have been replaced already. */
const nowhere: Hunk = { start: '', end: '', before: [], after: [] }

export async function doEdit(open: OpenCall): Promise<ToolAnswer> {
  const { ports, hold, call, prepared } = open
  const { workspace, requester } = hold.job
  const asked = schema.safeParse(call.input ?? {})
  if (!asked.success) return { ok: false, text: sentenceOf(asked.error) }
  const { id, reason, ...edit } = asked.data
  const view = await allowedToAll(ports.access, hold.rightsOf).viewOf(requester, workspace)
  if (!view?.mayRead(id) || typeOf(id) !== documentType.name) return { ok: false, text: 'There is no such document.' }
  const hunk = await ports.notes.hunk({ workspace, replica: id, edit })
  if (!hunk.ok && prepared === undefined) return { ok: false, text: hunk.detail ?? 'There is no such document.' }
  const input = { id, hunk: hunk.ok ? hunk.value : nowhere }
  return propose(
    { ...editCommand, description: reason || editCommand.description },
    { ...open, call: { ...call, input } },
  )
}
