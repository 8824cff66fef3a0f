export type { Finding, Meaning } from './finder.ts'
export { Marked } from './marked.tsx'
export { useFinding } from './use-finding.ts'
