export { createBoard } from '#shared/rooms/whiteboards/index.ts'
