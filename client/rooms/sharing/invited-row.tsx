import { Button } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { levelOf } from '#shared/access/levels.ts'
import type { InvitedAddress } from '#shared/protocol/rest-sharing.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

/** An address that was let in and has no account yet. */
export function InvitedRow({ path, invited: { email, bits, expiresAt } }: { path: string; invited: InvitedAddress }) {
  const t = useText('sharing')
  const format = useFormatter()
  const announce = useAnnounce()
  const { act, isBusy } = useSharingAct(path)
  const withdraw = async () => {
    const outcome = await act(`${path}/${encodeURIComponent(email)}`, { method: 'PUT', body: { bits: '---' } })
    if (outcome.ok) announce(t('pending.withdrawn', { email }))
  }
  const level = t(`levels.${levelOf({ bits, canShare: false })}`)
  const date = format.dateTime(new Date(expiresAt), { dateStyle: 'medium' })
  return (
    <li className={classes.row}>
      <span className={classes.mark} aria-hidden>
        <IconMail size={14} stroke={1.75} />
      </span>
      <div className={classes.words}>
        <p className={classes.name}>{email}</p>
        <p className={classes.quiet}>{t('pending.facts', { level, date })}</p>
      </div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={isBusy}
        aria-label={t('pending.of', { email })}
        onClick={() => void withdraw()}
      >
        {t('pending.withdraw')}
      </Button>
    </li>
  )
}
