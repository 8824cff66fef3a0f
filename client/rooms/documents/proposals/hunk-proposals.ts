import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import type { ProposalRow } from '#shared/rooms/assistant/index.ts'
import { type Hunk, hunkInput } from '#shared/rooms/documents/index.ts'
import type { Row } from '#shared/rooms/room.ts'

/** Something that an agent would write into the document that is open. */
export interface HunkProposal {
  readonly id: ReplicaId
  readonly document: ReplicaId
  readonly hunk: Hunk
  readonly by: PrincipalId | undefined
  readonly reason: string
  /** Where it was asked for. */
  readonly conversation: ReplicaId | undefined
}

/** Those for one document. What can not be read is left out: the list of everything that waits shows it. */
export function hunkProposals(waiting: readonly Row<ProposalRow>[], document: ReplicaId): readonly HunkProposal[] {
  return waiting.flatMap(({ id, value }) => {
    if (value.target !== document || value.command !== 'documents.replaceBlocks') return []
    const hunk = hunkIn(value.input)
    const { by, reason, conversation } = value
    return hunk ? [{ id, document, hunk, by, reason, conversation }] : []
  })
}

function hunkIn(input: string): Hunk | undefined {
  try {
    const { hunk } = JSON.parse(input) as { hunk?: unknown }
    const checked = hunkInput.safeParse(hunk)
    return checked.success ? checked.data : undefined
  } catch {
    return undefined
  }
}
