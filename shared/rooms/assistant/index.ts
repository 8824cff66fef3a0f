import type { Room } from '../room.ts'
import {
  askQuestion,
  cancelQuestion,
  confirmQuestion,
  editQuestion,
  renameConversation,
  restoreConversation,
  trashConversation,
} from './commands.ts'
import { conversationType, proposalType } from './model.ts'
import type { proposalCommands } from './proposal-commands.ts'

export const assistantCommands = {
  ask: askQuestion,
  editQuestion,
  cancelQuestion,
  askAgain: confirmQuestion,
  renameConversation,
  trashConversation,
  restoreConversation,
}

/** Made of what decides about proposals, which takes the commands of all rooms. */
export function assistantRoom({ accept, noteAccepted, reject }: ReturnType<typeof proposalCommands>): Room {
  return {
    name: 'assistant',
    types: [conversationType, proposalType],
    commands: [...Object.values(assistantCommands), accept, noteAccepted, reject],
  }
}

export { settleQuestion, titleOf } from './commands.ts'
export {
  type ConversationRow,
  conversationType,
  privateTypes,
  type ProposalRow,
  proposalType,
  type Question,
  questionsOf,
} from './model.ts'
export { makeProposal, proposalCommands } from './proposal-commands.ts'
export { acceptedOutward, conversations, oneConversation, waitingProposals } from './queries.ts'
export { writtenBy } from './written.ts'
