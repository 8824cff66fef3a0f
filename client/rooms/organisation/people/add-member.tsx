import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import {
  type AddMemberAnswer,
  type NewOrganisationInvitation,
  type OrganisationRole,
  type OrganisationWorkspace,
  organisationRoles,
} from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { CopyField } from '../parts/copy-field.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

export function AddMember({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const t = useText('organisation')
  const [invitation, setInvitation] = useState<NewOrganisationInvitation>()
  const leave = () => {
    setInvitation(undefined)
    close()
  }
  return (
    <Modal opened={isOpen} onClose={leave} title={t('members.add')} size="md">
      {invitation ? <Invited invitation={invitation} close={leave} /> : <AddForm added={setInvitation} close={leave} />}
    </Modal>
  )
}

function Invited({
  invitation: { email = '', wasSent, token },
  close,
}: {
  invitation: NewOrganisationInvitation
  close: () => void
}) {
  const t = useText('organisation')
  return (
    <>
      <p>{wasSent ? t('invited.sent', { email }) : t('invited.pass', { email })}</p>
      <CopyField label={t('invited.link')} value={`${location.origin}/invite/${token}`} />
      <Group justify="flex-end">
        <Button onClick={close}>{t('done')}</Button>
      </Group>
    </>
  )
}

const rights = ['r--', 'rw-', 'rwx'] as const

function AddForm({ added, close }: { added: (invitation: NewOrganisationInvitation) => void; close: () => void }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<OrganisationRole>('member')
  const [granted, setGranted] = useState<Readonly<Record<string, string>>>({})
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const workspaces = Object.entries(granted).map(([workspace, bits]) => ({ workspace, bits }))
    const body = { email: email.trim(), role, workspaces }
    const outcome = await act<AddMemberAnswer>(
      `${path}/members`,
      { method: 'POST', body },
      t('members.added', { email }),
    )
    if (!outcome.ok) return
    if (outcome.value.invitation) added(outcome.value.invitation)
    else close()
  }
  const grant = (workspace: string, bits: string) => {
    const { [workspace]: _before, ...others } = granted
    setGranted(bits ? { ...others, [workspace]: bits } : others)
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          required
          type="email"
          maxLength={254}
          label={t('members.email')}
          description={t('members.emailHint')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          allowDeselect={false}
          label={t('members.role')}
          description={t(`roleHints.${role}`)}
          data={organisationRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
          value={role}
          onChange={(value) => value && setRole(value as OrganisationRole)}
        />
        <Workspaces granted={granted} grant={grant} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={email.trim() === ''}>
            {t('members.addAction')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface WorkspacesProps {
  granted: Readonly<Record<string, string>>
  grant: (workspace: string, bits: string) => void
}

function Workspaces({ granted, grant }: WorkspacesProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  return (
    <fieldset className={classes.fieldset}>
      <legend>{t('members.workspaces')}</legend>
      <Answered answer={workspaces} path={path}>
        {(all) =>
          all.map(({ id, name }) => (
            <div key={id} className={classes.row}>
              <span className={classes.rowWords}>{name}</span>
              <Select
                size="xs"
                w={150}
                allowDeselect={false}
                aria-label={t('members.rightsIn', { workspace: name })}
                data={[
                  { value: '', label: t('rights.none') },
                  ...rights.map((value) => ({ value, label: t(`rights.${value}`) })),
                ]}
                value={granted[id] ?? ''}
                onChange={(value) => grant(id, value ?? '')}
              />
            </div>
          ))
        }
      </Answered>
    </fieldset>
  )
}
