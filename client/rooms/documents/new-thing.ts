export { createDocument, createFolder } from '#shared/rooms/documents/index.ts'
