import type { EngineContext } from './engine.ts'
import { form, type Form, mostAtOnce } from './forms.ts'
import { readTask } from './making-words.ts'
import type { Reply } from './reply.ts'

const list = String.raw`(?: (?:to|on|onto) (?:my|the|our) (?:to-?do |to do |task |shopping )?(?:list|tasks|todos))?`

/** Several tasks in one line: "add tasks: milk, bread and eggs", "add “milk” and “bread”". */
export const severalForms: readonly Form[] = [
  form(
    String.raw`(?:(?:add|create|make|new) )?(?:(?:me|the|these|following|some|new|two|three|four|five|six|\d{1,2}) )*(?:tasks|todos|to-dos|to dos|reminders)\s*:\s*(.+)`,
    ([text = ''], context) => several(itemsOf(text), context),
  ),
  form(String.raw`(?:add|create|put) (["“].+["”])${list}`, ([text = ''], context) => several(quotedIn(text), context)),
]

/** Commas part them, and before the last one "and": "salt and pepper, milk" are two. */
function itemsOf(text: string): readonly string[] {
  const items = text
    .split(/\s*[,;]\s*/)
    .map((item) => item.replace(/^and\s+/i, ''))
    .filter((item) => item !== '')
  const last = items.at(-1)?.split(/\s+and\s+/i) ?? []
  return [...items.slice(0, -1), ...last]
}

/** Empty where something else stands between them. */
function quotedIn(text: string): readonly string[] {
  const quoted = /["“]([^"“”]+)["”]/g
  const between = text.replaceAll(quoted, '').replaceAll(/\band\b|[,;&+\s]/gi, '')
  const items = [...text.matchAll(quoted)].map(([, item = '']) => item)
  return between === '' && items.length > 1 ? items : []
}

function several(items: readonly string[], context: EngineContext): Reply | undefined {
  if (items.length > mostAtOnce) return { kind: 'too-many', count: items.length, most: mostAtOnce }
  const replies = items.map((item) => readTask(item, context))
  const actions = replies.flatMap((reply) => (reply?.kind === 'action' ? [reply.action] : []))
  const [only] = actions
  if (!only || actions.length < items.length) return undefined
  return actions.length === 1 ? { kind: 'action', action: only } : { kind: 'several', actions }
}
