export { callServer, type RestOutcome } from '../rest.ts'
