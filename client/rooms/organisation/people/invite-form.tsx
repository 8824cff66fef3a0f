import { Group, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Role, roles } from '#shared/access/roles.ts'
import {
  type NewOrganisationInvitation,
  type OrganisationRole,
  type OrganisationWorkspace,
  organisationRoles,
} from '#shared/protocol/rest-admin.ts'
import { DialogForm } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'

interface InviteFormProps {
  isOpen: boolean
  close: () => void
  made: (invitation: NewOrganisationInvitation) => void
}

const days = ['1', '7', '14', '30', '90'] as const
const uses = ['1', '10', ''] as const

export function InviteForm({ isOpen, close, made }: InviteFormProps) {
  const t = useText('organisation')
  return (
    <Modal opened={isOpen} onClose={close} title={t('invitations.add')} size="md">
      <Fields close={close} made={made} />
    </Modal>
  )
}

interface Invited {
  readonly email: string
  readonly role: OrganisationRole
  readonly workspace: string | null
  readonly workspaceRole: Role
  readonly expiresInDays: string
  readonly maxUses: string
}

const start: Invited = {
  email: '',
  role: 'member',
  workspace: null,
  workspaceRole: 'editor',
  expiresInDays: '14',
  maxUses: '1',
}

function Fields({ close, made }: Omit<InviteFormProps, 'isOpen'>) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [fields, setFields] = useState(start)
  const set = (change: Partial<Invited>) => setFields((now) => ({ ...now, ...change }))
  const submit = async () => {
    const outcome = await act<NewOrganisationInvitation>(`${path}/invitations`, {
      method: 'POST',
      body: bodyOf(fields),
    })
    if (!outcome.ok) return
    made(outcome.value)
    close()
  }
  return (
    <DialogForm
      action={t('invitations.action')}
      submit={submit}
      isBusy={isBusy}
      isReady
      cancel={{ label: t('cancel'), run: close }}
    >
      <TextInput
        data-autofocus
        type="email"
        maxLength={254}
        label={t('invitations.email')}
        description={t('invitations.emailHint')}
        value={fields.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <Select
        allowDeselect={false}
        label={t('members.role')}
        description={t(`roleHints.${fields.role}`)}
        data={organisationRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
        value={fields.role}
        onChange={(value) => value && set({ role: value as OrganisationRole })}
      />
      <WorkspaceFields fields={fields} set={set} />
      <LimitFields fields={fields} set={set} />
    </DialogForm>
  )
}

interface FieldsProps {
  fields: Invited
  set: (change: Partial<Invited>) => void
}

function WorkspaceFields({ fields, set }: FieldsProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  const all = workspaces.status === 'ready' ? workspaces.value : []
  return (
    <Group grow align="end">
      <Select
        clearable
        label={t('invitations.workspace')}
        placeholder={t('invitations.noWorkspace')}
        data={all.map(({ id, name }) => ({ value: id, label: name }))}
        value={fields.workspace}
        onChange={(workspace) => set({ workspace })}
        clearButtonProps={{ 'aria-label': t('invitations.clearWorkspace') }}
      />
      {fields.workspace && (
        <Select
          allowDeselect={false}
          label={t('invitations.workspaceRole')}
          data={roles.map((value) => ({ value, label: t(`workspaceRoles.${value}`) }))}
          value={fields.workspaceRole}
          onChange={(value) => value && set({ workspaceRole: value as Role })}
        />
      )}
    </Group>
  )
}

function LimitFields({ fields, set }: FieldsProps) {
  const t = useText('organisation')
  return (
    <Group grow align="end">
      <Select
        allowDeselect={false}
        label={t('invitations.expires')}
        data={days.map((value) => ({ value, label: t('days', { days: Number(value) }) }))}
        value={fields.expiresInDays}
        onChange={(value) => value && set({ expiresInDays: value })}
      />
      {fields.email.trim() === '' && (
        <Select
          allowDeselect={false}
          label={t('invitations.maxUses')}
          data={uses.map((value) => ({
            value,
            label: value ? t('invitations.people', { count: Number(value) }) : t('invitations.anyNumber'),
          }))}
          value={fields.maxUses}
          onChange={(value) => value !== null && set({ maxUses: value })}
        />
      )}
    </Group>
  )
}

/** One with an address is for one person. */
function bodyOf({ email, role, workspace, workspaceRole, expiresInDays, maxUses }: Invited): object {
  const address = email.trim()
  return {
    role,
    expiresInDays: Number(expiresInDays),
    ...(address ? { email: address, maxUses: 1 } : maxUses !== '' && { maxUses: Number(maxUses) }),
    ...(workspace && { workspace, workspaceRole }),
  }
}
