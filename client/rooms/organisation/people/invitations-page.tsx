import { Button } from '@mantine/core'
import { IconMail, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type {
  NewOrganisationInvitation,
  OrganisationInvitation,
  OrganisationWorkspace,
} from '#shared/protocol/rest-admin.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { CopyField } from '../parts/copy-field.tsx'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import { InviteForm } from './invite-form.tsx'
import classes from '../parts/parts.module.css'

export function InvitationsPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const invitations = useWholeList<OrganisationInvitation>(`${path}/invitations`)
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<NewOrganisationInvitation>()
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('invitations.add')}
    </Button>
  )
  return (
    <>
      <p className={classes.intro}>{t('invitations.intro')}</p>
      {made && <CopyField label={t('invited.link')} value={`${location.origin}/invite/${made.token}`} />}
      <Answered answer={invitations} path={path}>
        {(all) => (
          <>
            {all.length > 0 && <div className={classes.toolbar}>{add}</div>}
            {all.length === 0 && (
              <EmptyState
                isCertain
                icon={<IconMail size={24} stroke={1.5} />}
                title={t('invitations.none')}
                actions={add}
              />
            )}
            <ul className={classes.list}>
              {all.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} made={setMade} />
              ))}
            </ul>
          </>
        )}
      </Answered>
      <InviteForm isOpen={isAdding} close={() => setAdding(false)} made={setMade} />
    </>
  )
}

interface RowProps {
  invitation: OrganisationInvitation
  made: (invitation: NewOrganisationInvitation | undefined) => void
}

function InvitationRow({ invitation, made }: RowProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const facts = useFacts(invitation)
  const who = invitation.email ?? t('invitations.anyone')
  const at = `${path}/invitations/${invitation.id}`
  const resend = async () => {
    const outcome = await act<NewOrganisationInvitation>(
      `${at}/resend`,
      { method: 'POST' },
      t('invitations.renewed', { who }),
    )
    if (outcome.ok) made(outcome.value)
  }
  const revoke = async () => {
    const outcome = await act(at, { method: 'DELETE' }, t('invitations.revoked', { who }))
    if (outcome.ok) made(undefined)
  }
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>
          {who} {invitation.email && !invitation.wasSent && <Tag tone="warning">{t('invitations.notSent')}</Tag>}
        </p>
        <p className={classes.quiet}>{facts.join(' · ')}</p>
      </div>
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="compact-sm"
          loading={isBusy}
          aria-label={invitation.email ? t('invitations.resendOf', { who }) : t('invitations.newLinkOf', { who })}
          onClick={() => void resend()}
        >
          {invitation.email ? t('invitations.resend') : t('invitations.newLink')}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          disabled={isBusy}
          aria-label={t('invitations.revokeOf', { who })}
          onClick={() => void revoke()}
        >
          {t('invitations.revoke')}
        </Button>
      </div>
    </li>
  )
}

function useFacts({ role, workspace, usesLeft, expiresAt, createdBy }: OrganisationInvitation): readonly string[] {
  const t = useText('organisation')
  const format = useFormatter()
  const { path } = useOrganisation()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  const named = workspaces.status === 'ready' && workspaces.value.find(({ id }) => id === workspace)
  return [
    t(`roles.${role}`),
    ...(named ? [named.name] : []),
    t('invitations.until', { date: format.dateTime(new Date(expiresAt), { dateStyle: 'medium' }) }),
    usesLeft === undefined ? t('invitations.anyUses') : t('invitations.uses', { count: usesLeft }),
    t('invitations.by', { name: createdBy }),
  ]
}
