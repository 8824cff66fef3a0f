import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useSession } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AccountForm } from './account-form.tsx'
import { Alone, AloneText } from './alone.tsx'

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
      <AloneText>{t('setup.body')}</AloneText>
      <AccountForm setupWord={word} onDone={() => void navigate({ to: '/' })} />
    </Alone>
  )
}

function SetUpAlready() {
  const t = useText('settings')
  return (
    <Alone title={t('setup.done')}>
      <AloneText>{t('setup.doneBody')}</AloneText>
      <Button component={Link} to="/">
        {t('invite.home')}
      </Button>
    </Alone>
  )
}
