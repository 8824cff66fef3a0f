export { openSearchIndexing } from './indexing.ts'
export { meantInWorkspace } from './meant.ts'
export { searchWorkspace } from './search.ts'
