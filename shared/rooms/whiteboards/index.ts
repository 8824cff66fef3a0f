import type { Room } from '../room.ts'
import * as boardCommands from './commands.ts'
import { boardType } from './model.ts'

export const whiteboards: Room = { name: 'whiteboards', types: [boardType], commands: Object.values(boardCommands) }

export { createBoard, duplicateBoard, renameBoard, restoreBoard, trashBoard } from './commands.ts'
export { drawingRegisters, drawnIn, isDrawable, writeDrawing } from './drawable.ts'
export {
  type Drawn,
  drawingOf,
  type Json,
  keyOf,
  readDrawn,
  type RegisterMap,
  type Registers,
  registersOf,
  splitKey,
} from './drawing.ts'
export { type DrawnKind, type DrawnProps } from './drawing-kinds.ts'
export { boardType, type BoardRow, drawingMapName } from './model.ts'
export { firstPageId, type Placed, placeDrawing } from './placement.ts'
export { type Board, boardById, liveBoards, recentBoards, trashedBoards } from './queries.ts'
export { plainTextOf, type RichText } from './rich-text.ts'
export { decodeStroke, encodeStroke, type StrokeSegment } from './stroke-points.ts'
