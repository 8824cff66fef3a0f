import type { Room } from '../room.ts'
import { projectType, taskType } from './model.ts'

export const tasks: Room = { name: 'tasks', types: [taskType, projectType], commands: [] }
