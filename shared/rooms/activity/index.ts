export type { ChangeFacts } from './acts.ts'
export { deedsOf } from './deeds.ts'
export { type Agency, type LoggedChange, linesOf, type Line, type Sitting, sittingsOf } from './lines.ts'
