import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { callServer } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { useProof } from './proof.tsx'
import { securitySentence } from './security-sentence.ts'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

export function EmailPart({ email, isVerified }: { email: string; isVerified: boolean }) {
  const t = useText('security')
  const announce = useAnnounce()
  const { session } = useSession()
  const [isChanging, setChanging] = useState(false)
  const canMail = session?.ways?.mail ?? false
  const send = async () => {
    const sent = await callServer('account/email', { method: 'POST', body: {} })
    if (sent.ok) announce(t('email.sent', { email }))
    else announce(securitySentence(t, sent), { tone: 'problem' })
  }
  return (
    <SettingsSection title={t('email.title')}>
      <div className={classes.row}>
        <div className={classes.rowWords}>
          <p className={classes.rowTitle}>{email}</p>
          <p className={classes.rowHint}>{isVerified ? t('email.verified') : t('email.unverified')}</p>
        </div>
        {canMail && (
          <div className={classes.buttons}>
            {!isVerified && (
              <Button variant="default" onClick={() => void send()}>
                {t('email.send')}
              </Button>
            )}
            <Button variant="default" onClick={() => setChanging(true)}>
              {t('email.change')}
            </Button>
          </div>
        )}
      </div>
      {isChanging && <ChangeEmail close={() => setChanging(false)} />}
    </SettingsSection>
  )
}

function ChangeEmail({ close }: { close: () => void }) {
  const t = useText('security')
  const announce = useAnnounce()
  const prove = useProof()
  const attempt = useAttempt()
  const [email, setEmail] = useState('')
  const submit = async () => {
    const ask = () => callServer('account/email', { method: 'POST', body: { email } })
    if (!(await attempt.run(() => prove(ask)))) return
    announce(t('email.sent', { email }))
    close()
  }
  return (
    <AskDialog
      title={t('email.changeTitle')}
      body={t('email.changeBody')}
      action={t('email.action')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <TextInput
        required
        data-autofocus
        type="email"
        autoComplete="email"
        label={t('email.next')}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </AskDialog>
  )
}
