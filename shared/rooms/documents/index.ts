import type { Room } from '../room.ts'
import { documentType, folderType } from './model.ts'

export const documents: Room = { name: 'documents', types: [documentType, folderType], commands: [] }
