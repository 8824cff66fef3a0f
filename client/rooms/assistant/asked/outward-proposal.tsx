import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import type { Granted } from '#shared/protocol/rest-sharing.ts'
import type { ProposalRow } from '#shared/rooms/assistant/index.ts'
import type { Row } from '#shared/rooms/room.ts'
import { usePeople, useRun, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { callServer } from '../../rest.ts'
import type { AskedOutward } from '#shared/rooms/asked-outward.ts'
import { OutwardCard } from '../outward/outward-card.tsx'

interface OutwardProposalProps {
  proposal: Row<ProposalRow>
  asked: AskedOutward
  onDone: () => void
}

/** What an agent would do beyond the workspace: it waits for the one who has asked the agent, and for nobody else. */
export function OutwardProposal({ proposal: { id, value }, asked, onDone }: OutwardProposalProps) {
  const t = useText('assistant')
  const run = useRun()
  const { me } = usePeople()
  const workspace = useWorkspace()
  const reject = async () => {
    await run(decisions.reject, { id }, { undoLabel: t('proposal.rejectSteps', { count: 1 }) })
  }
  const note = async (before: Granted | undefined) => {
    onDone()
    // Noted by the server, not in a unit of work: no undo of this device could take it back.
    await callServer(`workspaces/${workspace.id}/commands/assistant.noteAccepted`, {
      method: 'POST',
      body: { id, before },
    })
  }
  const isMine = me !== undefined && value.requester === `user:${me.id}`
  return <OutwardCard asked={asked} isOffered={isMine} onDone={note} reject={reject} />
}
