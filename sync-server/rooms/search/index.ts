export { openSearchIndexing } from './indexing.ts'
export { searchWorkspace } from './search.ts'
