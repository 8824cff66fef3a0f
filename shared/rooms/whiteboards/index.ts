import type { Room } from '../room.ts'
import { boardType } from './model.ts'

export const whiteboards: Room = { name: 'whiteboards', types: [boardType], commands: [] }
