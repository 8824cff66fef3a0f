import { Button } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useSession } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { SecurityText } from './security-text.tsx'
import classes from './security.module.css'

/** Above every screen while an organisation keeps them out for want of a second factor: who, and the way there. */
export function FactorNotice() {
  return (
    <SecurityText>
      <Notice />
    </SecurityText>
  )
}

function Notice() {
  const t = useText('security')
  const format = useFormatter()
  const { href } = useLocation()
  const { session } = useSession()
  const waiting = session?.waiting ?? []
  if (waiting.length === 0) return null
  const names = format.list(
    waiting.map(({ name }) => name),
    { type: 'conjunction' },
  )
  return (
    <div className={classes.notice} role="status">
      <IconShieldLock size={16} aria-hidden />
      <span className={classes.noticeWords}>{t('enrol.notice', { names, count: waiting.length })}</span>
      <Button component={Link} size="compact-sm" to="/two-factor" search={{ to: href } as never}>
        {t('enrol.open')}
      </Button>
    </div>
  )
}
