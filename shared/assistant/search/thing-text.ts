import type { ContentNode } from '#shared/crdt/content.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { ideaTitle, ideaType, type IdeaRow } from '#shared/rooms/ideas/index.ts'
import { checklistOf, taskType, type TaskRow } from '#shared/rooms/tasks/index.ts'

export interface SaidByThing {
  readonly title: string
  readonly text: string
  /** Where its headings begin. */
  readonly sections?: readonly number[]
}

/** What is looked through; the rest of a longer text is not found. */
const maxText = 400_000

/** What a thing says, in plain words. undefined: it is in the trash, or of a type that is not searched. */
export function textOfThing(thing: {
  readonly type: string
  readonly value: object
  readonly content?: readonly ContentNode[] | undefined
}): SaidByThing | undefined {
  if ((thing.value as { trashedAt?: number }).trashedAt !== undefined) return undefined
  if (thing.type === documentType.name) {
    const { title, tags } = thing.value as { title: string; tags: readonly string[] }
    const { text, sections } = textOfContent(thing.content ?? [])
    return { title, text: withTags(text, tags), sections }
  }
  if (thing.type === taskType.name) {
    const { title, notes, checklist, labels } = thing.value as TaskRow
    const steps = checklistOf(checklist).map(({ text }) => text)
    return { title, text: withTags([notes, ...steps].filter(Boolean).join('\n'), labels) }
  }
  if (thing.type !== ideaType.name) return undefined
  const { text } = thing.value as IdeaRow
  return { title: ideaTitle(text), text: text.slice(0, maxText) }
}

function withTags(text: string, tags: readonly string[]): string {
  const whole = tags.length === 0 ? text : `${text}\n${tags.map((tag) => `#${tag}`).join(' ')}`
  return whole.slice(0, maxText)
}

/** A line for each block. */
function textOfContent(content: readonly ContentNode[]): Required<Omit<SaidByThing, 'title'>> {
  const parts: string[] = []
  const sections: number[] = []
  let length = 0
  const add = (part: string) => {
    parts.push(part)
    length += part.length
  }
  const visit = (node: ContentNode) => {
    if (length > maxText) return
    if (node.type === 'heading') sections.push(length)
    const said = saidBy(node)
    if (said) add(said)
    if (!node.content) return
    node.content.forEach(visit)
    if (parts.at(-1) !== '\n') add('\n')
  }
  content.forEach(visit)
  const whole = parts.join('')
  const lead = whole.length - whole.trimStart().length
  return { text: whole.trim(), sections: sections.map((at) => Math.max(0, at - lead)) }
}

function saidBy({ type, text, attrs }: ContentNode): string {
  if (text !== undefined) return text
  if (type === 'hardBreak') return '\n'
  if (type !== 'documentLink') return ''
  const shown = attrs?.label || attrs?.target
  return typeof shown === 'string' ? shown : ''
}
