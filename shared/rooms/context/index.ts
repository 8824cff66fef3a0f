import type { Room } from '../room.ts'
import { setContext } from './commands.ts'
import { contextType } from './model.ts'

export const context: Room = { name: 'context', types: [contextType], commands: [setContext] }

export { setContext } from './commands.ts'
export { contextType } from './model.ts'
export { presentContext } from './queries.ts'
