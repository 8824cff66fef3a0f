import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useRefresh } from '../../use-answer.tsx'
import { callServer } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { useProof } from './proof.tsx'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

interface PasswordPartProps {
  email: string
  hasPassword: boolean
}

export function PasswordPart({ email, hasPassword }: PasswordPartProps) {
  const t = useText('security')
  const [isOpen, setOpen] = useState(false)
  return (
    <SettingsSection title={t('password.title')}>
      <div className={classes.row}>
        <p className={classes.rowWords}>{hasPassword ? t('password.isSet') : t('password.isNotSet')}</p>
        <Button variant="default" onClick={() => setOpen(true)}>
          {hasPassword ? t('password.change') : t('password.set')}
        </Button>
      </div>
      {isOpen && <PasswordDialog email={email} hasPassword={hasPassword} close={() => setOpen(false)} />}
    </SettingsSection>
  )
}

function PasswordDialog({ email, hasPassword, close }: PasswordPartProps & { close: () => void }) {
  const t = useText('security')
  const announce = useAnnounce()
  const refresh = useRefresh()
  const prove = useProof()
  const attempt = useAttempt()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const submit = async () => {
    if (password.length < 10) return attempt.say(t('reset.short'))
    const body = { password, ...(hasPassword && { current }) }
    const ask = () => callServer('account/password', { method: 'PUT', body })
    if (!(await attempt.run(() => prove(ask)))) return
    announce(hasPassword ? t('password.done') : t('password.doneFirst'))
    refresh('account/')
    close()
  }
  return (
    <AskDialog
      title={hasPassword ? t('password.change') : t('password.set')}
      action={t('save')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      {/* So that a password manager knows whose password it keeps. */}
      <input hidden readOnly type="email" autoComplete="username" value={email} />
      {hasPassword && (
        <PasswordInput
          required
          data-autofocus
          autoComplete="current-password"
          label={t('password.current')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        required
        maxLength={200}
        autoComplete="new-password"
        label={t('password.next')}
        description={hasPassword ? t('password.hint') : t('reset.hint')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </AskDialog>
  )
}
