export { inviteToWorkspace, shareThing } from './acts.ts'
