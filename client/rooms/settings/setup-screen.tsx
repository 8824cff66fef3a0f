import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useSession } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from './account-form.tsx'
import { Alone } from './alone.tsx'
import classes from './settings.module.css'

/** Where the link that the server printed leads: the first account, which owns the server. */
export function SetupScreen() {
  const t = useText('settings')
  const navigate = useNavigate()
  const { word } = useParams({ strict: false }) as { word: string }
  const { session, status } = useSession()
  if (status === 'unknown') return null
  if (session && !session.isNew) return <SetUpAlready />
  return (
    <Alone title={t('setup.title')}>
      <p className={classes.aloneText}>{t('setup.body')}</p>
      <AccountForm setupWord={word} onDone={() => void navigate({ to: '/' })} />
    </Alone>
  )
}

function SetUpAlready() {
  const t = useText('settings')
  return (
    <Alone title={t('setup.done')}>
      <p className={classes.aloneText}>{t('setup.doneBody')}</p>
      <Button component={Link} to="/">
        {t('invite.home')}
      </Button>
    </Alone>
  )
}
