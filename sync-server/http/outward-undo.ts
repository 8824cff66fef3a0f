import { grantOf } from '#shared/access/levels.ts'
import { type PrincipalId, userPrincipal, type WorkspaceId } from '#shared/kit/ids.ts'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import type { HttpPorts } from './http-server.ts'

interface Undoing {
  readonly principal: PrincipalId
  readonly workspace: WorkspaceId
}

/** Says of what reached beyond the workspace whether it can be taken back: the reader may share there, and what was granted stands as it was granted. */
export async function withOutwardUndo(
  ports: HttpPorts,
  undoing: Undoing,
  items: readonly ActivityItem[],
): Promise<readonly ActivityItem[]> {
  return Promise.all(
    items.map(async (item) => (item.outward ? { ...item, canUndo: await canTakeBack(ports, undoing, item) } : item)),
  )
}

async function canTakeBack(
  ports: HttpPorts,
  { principal, workspace }: Undoing,
  { outward, things: [thing] }: ActivityItem,
): Promise<boolean> {
  const organisation = await ports.storage.control.organisationOfWorkspace(workspace)
  const mayShare = await ports.access.check(principal, 'share', workspace, thing?.id)
  if (!organisation || !outward || !mayShare.ok) return false
  const place = { organisation, workspace, ...(thing && { replica: thing.id }) }
  const { bits } = grantOf(outward.may)
  const subject = await subjectOf(ports, outward.whom)
  if (subject === undefined) {
    const invited = await ports.invitations.addressedAt(place)
    return invited.some((each) => each.email === outward.whom && each.bits === bits)
  }
  const { before } = outward
  const now = await ports.sharing.directOf(place, subject)
  const given = united(before.bits, bits)
  return now.canShare === before.canShare && now.bits === given && given !== before.bits
}

/** undefined: an address without an account. */
async function subjectOf({ storage }: HttpPorts, whom: string): Promise<string | undefined> {
  if (!whom.includes('@')) return whom
  const account = await storage.control.accountByEmail(whom)
  return account && userPrincipal(account.id)
}

function united(some: string, others: string): string {
  return [...some].map((bit, at) => (bit === '-' ? (others[at] ?? '-') : bit)).join('')
}
