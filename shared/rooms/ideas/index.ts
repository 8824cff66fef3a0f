import type { Room } from '../room.ts'
import * as commands from './commands.ts'
import { ideaType } from './model.ts'

export const ideaCommands = {
  capture: commands.captureIdea,
  edit: commands.editIdea,
  setTags: commands.setIdeaTags,
  pin: commands.pinIdea,
  trash: commands.trashIdea,
  restore: commands.restoreIdea,
  turnIntoTask: commands.turnIntoTask,
  turnIntoDocument: commands.turnIntoDocument,
} as const

export const ideas: Room = { name: 'ideas', types: [ideaType], commands: Object.values(ideaCommands) }

export { ideaType, type IdeaRow } from './model.ts'
export * as ideaQueries from './queries.ts'
export type { Idea, IdeaFilter, IdeaList, TagUse } from './queries.ts'
export { ideaTitle, partsOf, tagsIn, type IdeaPart } from './words.ts'
