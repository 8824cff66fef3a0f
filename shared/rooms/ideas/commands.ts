import { z } from 'zod'
import type { Replica } from '../../crdt/replica.ts'
import type { ReplicaId } from '../../kit/ids.ts'
import { mergeText } from '../../kit/merge-text.ts'
import { done, refused, type Outcome } from '../../kit/outcome.ts'
import { createDocument, documentType } from '../documents/index.ts'
import { command, read, type AnyReplicaType, type Work } from '../room.ts'
import { taskCommands, taskType } from '../tasks/index.ts'
import { ideaType } from './model.ts'
import { outline, paragraphsOf, tagOf, tagsIn } from './words.ts'

const ideaId = z
  .string()
  .regex(/^idea_[0-9a-z]{20,32}$/, 'must be the id of an idea')
  .transform((value) => value as ReplicaId)
const ideaText = z
  .string()
  .max(50_000)
  .refine((value) => value.trim() !== '', 'must not be empty')
const ideaTags = z
  .array(z.string().max(60))
  .max(50)
  .transform((tags) => [...new Set(tags.map((tag) => tagOf(tag.trim())).filter((tag) => tag !== ''))])

async function openIdea(work: Work, id: ReplicaId): Promise<Outcome<'idea-missing', Replica>> {
  const idea = await work.open(ideaType, id)
  return idea ? done(idea) : refused('idea-missing')
}

/** Keeps the text as it was typed; the `#tags` in it become tags. Answers the id. */
export const captureIdea = command({
  name: 'ideas.capture',
  says: 'Keep an idea as it is written; #words in it become its tags.',
  effect: 'write',
  /** `plainTags`: those `#words` of the text that are no tags, now and after later edits. */
  input: z.object({
    text: ideaText,
    tags: ideaTags.optional(),
    plainTags: ideaTags.optional(),
    pinned: z.boolean().optional(),
  }),
  async run(work, { text, tags = [], plainTags = [], pinned }) {
    const idea = await work.create(ideaType, {
      text: text.trim(),
      tags: [...new Set([...tags, ...tagsIn(text).filter((tag) => !plainTags.includes(tag))])],
      ...(plainTags.length > 0 && { plainTags }),
      ...(pinned && { pinned }),
      createdAt: work.clock.now(),
      createdBy: work.principal,
    })
    return done(idea.id)
  },
})

/**
 * `base`: the text the edit began from, so that what others wrote since then stays. `#tags` that come or go with the text come or
 * go as tags; tags that were set by hand stay. Answers the text as it is now.
 */
export const editIdea = command({
  name: 'ideas.edit',
  says: 'Change the words of an idea; `base` is the text that the new one was made from.',
  effect: 'write',
  input: z.object({ id: ideaId, text: ideaText, base: z.string().max(50_000).optional() }),
  async run(work, { id, text, base }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    const fields = idea.value.fields()
    const before = read.text(fields, 'text')
    const merged = base === undefined ? text : mergeText({ base, mine: text, theirs: before })
    const byHand = read.set(fields, 'tags').filter((tag) => !tagsIn(before).includes(tag))
    const plain = read.set(fields, 'plainTags')
    const named = tagsIn(merged).filter((tag) => !plain.includes(tag))
    idea.value.patch({ text: merged, tags: [...new Set([...byHand, ...named])] })
    return done(merged)
  },
})

export const setIdeaTags = command({
  name: 'ideas.setTags',
  says: 'Replace the tags of an idea.',
  effect: 'write',
  input: z.object({ id: ideaId, tags: ideaTags }),
  async run(work, { id, tags }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    // What was taken off a text that names it stays off.
    const named = tagsIn(read.text(idea.value.fields(), 'text'))
    const plainTags = named.filter((tag) => !tags.includes(tag))
    idea.value.patch({ tags, plainTags })
    return done()
  },
})

export const pinIdea = command({
  name: 'ideas.pin',
  says: 'Keep an idea at the top of the list, or no longer.',
  effect: 'write',
  input: z.object({ id: ideaId, pinned: z.boolean() }),
  async run(work, { id, pinned }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    idea.value.patch({ pinned: pinned ? true : null })
    return done()
  },
})

/** Repeating it keeps the first time. */
export const trashIdea = command({
  name: 'ideas.trash',
  says: 'Put an idea into the trash.',
  effect: 'destructive',
  input: z.object({ id: ideaId }),
  async run(work, { id }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    if (idea.value.fields().trashedAt === undefined) idea.value.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

export const restoreIdea = command({
  name: 'ideas.restore',
  says: 'Take an idea back out of the trash.',
  effect: 'write',
  input: z.object({ id: ideaId }),
  async run(work, { id }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    idea.value.patch({ trashedAt: null })
    return done()
  },
})

/** The first line is the title, the rest the notes, tags become labels. Repeating it answers the task there is. */
export const turnIntoTask = command({
  name: 'ideas.turnIntoTask',
  says: 'Make a task out of an idea, linked with it.',
  effect: 'write',
  input: z.object({ id: ideaId }),
  async run(work, { id }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    const already = await whatItBecame(work, idea.value, taskType)
    if (already) return done(already)
    const { text, tags } = ideaType.project(idea.value)
    const { title, rest } = outline(text)
    const task = await taskCommands.create.run(work, { title, notes: rest, labels: [...tags], source: id })
    if (task.ok) idea.value.patch({ becameId: task.value })
    return task
  },
})

/** The first line is the title, the rest its paragraphs. Repeating it answers the document there is. */
export const turnIntoDocument = command({
  name: 'ideas.turnIntoDocument',
  says: 'Make a document out of an idea, linked with it.',
  effect: 'write',
  input: z.object({ id: ideaId }),
  async run(work, { id }) {
    const idea = await openIdea(work, id)
    if (!idea.ok) return idea
    const already = await whatItBecame(work, idea.value, documentType)
    if (already) return done(already)
    const { text, tags } = ideaType.project(idea.value)
    const { title, rest } = outline(text)
    const made = await createDocument.run(work, { title, content: [...paragraphsOf(rest)], tags: [...tags] })
    if (!made.ok) return made
    const document = await work.open(documentType, made.value.id)
    document?.patch({ source: id })
    idea.value.patch({ becameId: made.value.id })
    return done(made.value.id)
  },
})

/** The thing of this type that the idea has already become, unless that is gone. */
async function whatItBecame(work: Work, idea: Replica, type: AnyReplicaType): Promise<ReplicaId | undefined> {
  const id = read.id(idea.fields(), 'becameId')
  if (!id?.startsWith(`${type.name}_`)) return undefined
  const became = await work.open(type, id)
  return became && became.fields().trashedAt === undefined ? id : undefined
}
