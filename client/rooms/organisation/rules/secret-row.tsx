import { Button, Menu } from '@mantine/core'
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { SecretSummary } from '#shared/protocol/rest-secrets.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOrganisation } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { Tag } from '../parts/tag.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'
import secrets from './secrets.module.css'

interface SecretRowProps {
  secret: SecretSummary
  renew: () => void
}

/** One name; where several versions are in use, each of them below. */
export function SecretRow({ secret, renew }: SecretRowProps) {
  const t = useText('organisation')
  const { act } = useAct(useOrganisation().path)
  const at = useSecretPath(secret)
  const facts = useFacts(secret)
  const [isRevoking, setRevoking] = useState(false)
  const { name, versions } = secret
  const question = {
    title: t('secrets.revokeTitle', { name }),
    consequences: [t('secrets.revokeUse'), t('secrets.revokeBack')],
    name,
    confirmLabel: t('secrets.revoke'),
    run: () => act(at, { method: 'DELETE' }, t('secrets.revoked', { name })),
  }
  return (
    <li>
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <p className={classes.rowTitle}>
            {name} <Tag>{t('secrets.version', { version: String(secret.version) })}</Tag>
          </p>
          <p className={classes.quiet}>{facts}</p>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <IconButton label={t('secrets.more', { name })}>
              <IconDots size={16} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRefresh size={16} />} onClick={renew}>
              {t('secrets.renew')}
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setRevoking(true)}>
              {t('secrets.revoke')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {versions.length > 1 && (
        <ul className={secrets.versions} aria-label={t('secrets.versionsOf', { name })}>
          {versions.map((version) => (
            <VersionRow key={version.version} secret={secret} version={version} />
          ))}
        </ul>
      )}
      <NamedConfirm question={isRevoking ? question : undefined} close={() => setRevoking(false)} />
    </li>
  )
}

function useSecretPath({ name }: SecretSummary): string {
  return `${useOrganisation().path}/secrets/${encodeURIComponent(name)}`
}

function useFacts({ createdAt, lastUsedAt }: SecretSummary): string {
  const t = useText('organisation')
  const format = useFormatter()
  const moment = (at: number) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' })
  const used = lastUsedAt === undefined ? t('secrets.unused') : t('secrets.used', { date: moment(lastUsedAt) })
  return `${t('secrets.storedAt', { date: moment(createdAt) })} · ${used}`
}

interface VersionRowProps {
  secret: SecretSummary
  version: SecretSummary['versions'][number]
}

function VersionRow({ secret, version: { version: number, createdAt } }: VersionRowProps) {
  const t = useText('organisation')
  const format = useFormatter()
  const confirm = useConfirm()
  const { act, isBusy } = useAct(useOrganisation().path)
  const at = useSecretPath(secret)
  const { name } = secret
  const version = String(number)
  const revoke = async () => {
    const isSure = await confirm({
      title: t('secrets.revokeVersionTitle', { name, version }),
      body: t('secrets.revokeBack'),
      confirmLabel: t('secrets.revoke'),
      danger: true,
    })
    if (isSure)
      await act(`${at}?version=${version}`, { method: 'DELETE' }, t('secrets.revokedVersion', { name, version }))
  }
  return (
    <li className={classes.row}>
      <p className={`${classes.rowWords} ${classes.quiet}`}>
        {t('secrets.version', { version })} ·{' '}
        {t('secrets.storedAt', {
          date: format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' }),
        })}
        {number === secret.version && ` · ${t('secrets.inUse')}`}
      </p>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={isBusy}
        aria-label={t('secrets.revokeVersionOf', { name, version })}
        onClick={() => void revoke()}
      >
        {t('secrets.revoke')}
      </Button>
    </li>
  )
}
