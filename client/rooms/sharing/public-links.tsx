import { Button } from '@mantine/core'
import { IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { PublicLink } from '#shared/protocol/rest-sharing.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { type Formatter, type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { CopyField } from './copy-field.tsx'
import { LinkForm } from './link-form.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

interface PublicLinksProps {
  replica: ReplicaId
  path: string
  links: readonly PublicLink[]
}

export function PublicLinks({ replica, path, links }: PublicLinksProps) {
  const t = useText('sharing')
  const [isMaking, setMaking] = useState(false)
  const [token, setToken] = useState<string>()
  const made = (value: string) => {
    setToken(value)
    setMaking(false)
  }
  return (
    <section aria-labelledby="sharing-links">
      <h2 id="sharing-links" className={classes.heading}>
        {t('links.title')}
      </h2>
      {links.length === 0 && <p className={classes.quiet}>{t('links.intro')}</p>}
      <ul className={classes.list}>
        {links.map((link) => (
          <LinkRow key={link.id} link={link} path={path} />
        ))}
      </ul>
      {token && (
        <div className={classes.box} role="status">
          <CopyField label={t('links.once')} hint={t('links.onceHint')} value={`${location.origin}/share/${token}`} />
        </div>
      )}
      {isMaking ? (
        <LinkForm replica={replica} path={path} made={made} cancel={() => setMaking(false)} />
      ) : (
        <Button
          mt="xs"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconWorld size={16} aria-hidden />}
          onClick={() => setMaking(true)}
        >
          {t('links.create')}
        </Button>
      )}
    </section>
  )
}

function LinkRow({ link, path }: { link: PublicLink; path: string }) {
  const t = useText('sharing')
  const format = useFormatter()
  const confirm = useConfirm()
  const announce = useAnnounce()
  const { id } = useWorkspace()
  const { act, isBusy } = useSharingAct(path)
  const what = whatOf(link, t, format)
  const revoke = async () => {
    const isSure = await confirm({
      title: t('links.revokeTitle'),
      body: t('links.revokeBody'),
      confirmLabel: t('links.revoke'),
      danger: true,
    })
    if (!isSure) return
    const outcome = await act(`workspaces/${id}/links/${link.id}`, { method: 'DELETE' })
    if (outcome.ok) announce(t('links.revoked'))
  }
  return (
    <li className={classes.row}>
      <span className={classes.mark} aria-hidden>
        <IconWorld size={14} stroke={1.75} />
      </span>
      <div className={classes.words}>
        <p className={classes.name}>{what}</p>
        <p className={classes.quiet}>{factsOf(link, t, format)}</p>
      </div>
      <Button
        variant="default"
        size="compact-sm"
        loading={isBusy}
        aria-label={t('links.revokeOf', { what })}
        onClick={() => void revoke()}
      >
        {t('links.revoke')}
      </Button>
    </li>
  )
}

function whatOf({ expiresAt }: PublicLink, t: Text<'sharing'>, format: Formatter): string {
  if (expiresAt === undefined) return t('links.forever')
  return t('links.until', { date: format.dateTime(new Date(expiresAt), { dateStyle: 'medium' }) })
}

function factsOf({ role, hasPassword, createdBy, lastUsedAt }: PublicLink, t: Text<'sharing'>, format: Formatter) {
  const used =
    lastUsedAt === undefined
      ? t('links.unused')
      : t('links.used', { date: format.dateTime(new Date(lastUsedAt), { dateStyle: 'medium' }) })
  return [
    t(`links.roles.${role}`),
    ...(hasPassword ? [t('links.protected')] : []),
    ...(createdBy ? [t('links.by', { name: createdBy })] : []),
    used,
  ].join(' · ')
}
