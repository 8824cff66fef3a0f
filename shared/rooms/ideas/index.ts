import type { Room } from '../room.ts'
import { ideaType } from './model.ts'

export const ideas: Room = { name: 'ideas', types: [ideaType], commands: [] }
