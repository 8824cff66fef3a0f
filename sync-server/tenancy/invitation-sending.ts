import type { OrganisationId } from '#shared/kit/ids.ts'
import { invitationMail } from '#server/mail/invitation-mail.ts'
import type { NewInvitationRecord } from '#server/storage/invitation-store.ts'
import type { OrganisationStore } from '#server/storage/storage.ts'
import type { InvitationPorts } from './invitations.ts'
import { namesOf } from './names.ts'

interface Sending {
  readonly organisation: OrganisationId
  readonly store: OrganisationStore
  readonly record: NewInvitationRecord
  readonly token: string
}

/** By mail, to the address that it is for. false: there is none, or no mail leaves here. */
export async function sendInvitation(ports: InvitationPorts, sending: Sending): Promise<boolean> {
  const { organisation, store, record, token } = sending
  const { mailer, addressOf, organisations, storage } = ports
  if (record.email === undefined || !mailer.isSetUp) return false
  const { createdBy, expiresAt } = record
  const workspace = record.workspace && (await store.workspace(record.workspace))
  const organisationName = await organisations.nameOf(organisation)
  const maker = (await namesOf({ ...ports, control: storage.control }, [createdBy])).get(createdBy)
  const wasSent = await mailer.send(
    invitationMail({
      to: record.email,
      inviter: maker?.name ?? organisationName,
      organisation: organisationName,
      workspace: workspace?.name,
      title: await titleOfGranted(ports, record),
      url: addressOf(`/invite/${token}`),
      expiresAt,
    }),
  )
  if (wasSent) await store.invitationSent(record.id, true)
  return wasSent
}

/** Of the one thing that it is about, for whom it is for. */
export async function titleOfGranted(ports: InvitationPorts, { grants }: NewInvitationRecord): Promise<string> {
  const [first] = grants
  return first?.replica ? ports.titleOf(first.workspace, first.replica) : ''
}
