import { Menu } from '@mantine/core'
import { IconDots, IconEye, IconPlayerPause, IconPlayerPlay, IconShieldOff, IconUserMinus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOrganisation, usePagePath } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import { ResetFactor } from './reset-factor.tsx'

/** What can be done with somebody of the organisation. Leaving it oneself is on the page General. */
export function MemberMenu({ member, isMe }: { member: OrganisationMember; isMe: boolean }) {
  const t = useText('organisation')
  const navigate = useNavigate()
  const pathOf = usePagePath()
  const { id } = useOrganisation()
  const acts = useMemberActs(member)
  const [isRemoving, setRemoving] = useState(false)
  const [isResetting, setResetting] = useState(false)
  const look = () => navigate({ to: pathOf(id, 'access'), search: { of: member.principal } as never })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton label={t('members.more', { name: member.name })}>
            <IconDots size={16} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEye size={16} />} onClick={() => void look()}>
            {t('members.whatSees', { name: member.name })}
          </Menu.Item>
          {!isMe && (
            <Menu.Item
              leftSection={member.suspended ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
              onClick={() => void acts.suspend()}
            >
              {member.suspended ? t('members.reactivate') : t('members.suspend')}
            </Menu.Item>
          )}
          {!isMe && member.twoFactor && (
            <Menu.Item leftSection={<IconShieldOff size={16} />} onClick={() => setResetting(true)}>
              {t('members.reset')}
            </Menu.Item>
          )}
          {!isMe && (
            <Menu.Item color="red" leftSection={<IconUserMinus size={16} />} onClick={() => setRemoving(true)}>
              {t('members.remove')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isResetting && <ResetFactor member={member} close={() => setResetting(false)} />}
      <NamedConfirm question={isRemoving ? acts.removal : undefined} close={() => setRemoving(false)} />
    </>
  )
}

function useMemberActs({ principal, name, suspended }: OrganisationMember) {
  const t = useText('organisation')
  const confirm = useConfirm()
  const { path, name: organisation } = useOrganisation()
  const { act } = useAct(path)
  const at = `${path}/members/${encodeURIComponent(principal)}`
  const suspend = async () => {
    const said = suspended ? t('members.reactivated', { name }) : t('members.isSuspended', { name })
    const isSure =
      suspended ||
      (await confirm({
        title: t('members.suspendTitle', { name }),
        body: t('members.suspendBody'),
        confirmLabel: t('members.suspend'),
        danger: true,
      }))
    if (isSure) await act(at, { method: 'PATCH', body: { suspended: !suspended } }, said)
  }
  const removal = {
    title: t('members.removeTitle', { name, organisation }),
    consequences: [
      t('members.removeAccess'),
      t('members.removeTeams'),
      t('members.removeStays'),
      t('members.removeBack'),
    ],
    name,
    confirmLabel: t('members.remove'),
    run: () => act(at, { method: 'DELETE' }, t('members.removed', { name })),
  }
  return { suspend, removal }
}
