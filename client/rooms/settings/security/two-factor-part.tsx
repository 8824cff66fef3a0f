import { Alert, Button } from '@mantine/core'
import { useState } from 'react'
import type { RecoveryCodes } from '#shared/protocol/rest-account.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useRefresh } from '../../use-answer.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { AskDialog } from './ask-dialog.tsx'
import { CodeInput } from './code-input.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { TwoFactorDialog } from './two-factor-dialog.tsx'
import { useAttempt } from './use-attempt.ts'
import classes from '../settings.module.css'

const fewCodes = 3

export function TwoFactorPart({ isOn, codesLeft }: { isOn: boolean; codesLeft: number }) {
  const t = useText('security')
  const refresh = useRefresh()
  const [dialog, setDialog] = useState<'turn-on' | 'turn-off' | 'renew'>()
  const close = () => {
    setDialog(undefined)
    refresh('account/security')
  }
  return (
    <SettingsSection title={t('twoFactor.title')}>
      {isOn && codesLeft <= fewCodes && (
        <Alert color="yellow" mb="sm">
          {t('twoFactor.few')}
        </Alert>
      )}
      <div className={classes.row}>
        <p className={classes.rowWords}>{isOn ? t('twoFactor.on', { left: codesLeft }) : t('twoFactor.off')}</p>
        <div className={classes.buttons}>
          {!isOn && <Button onClick={() => setDialog('turn-on')}>{t('twoFactor.turnOn')}</Button>}
          {isOn && (
            <>
              <Button variant="default" onClick={() => setDialog('renew')}>
                {t('twoFactor.renew')}
              </Button>
              <Button variant="default" onClick={() => setDialog('turn-off')}>
                {t('twoFactor.turnOff')}
              </Button>
            </>
          )}
        </div>
      </div>
      {dialog === 'turn-on' && <TwoFactorDialog close={close} />}
      {dialog === 'turn-off' && <TurnOff close={close} />}
      {dialog === 'renew' && <Renew close={close} />}
    </SettingsSection>
  )
}

function TurnOff({ close }: { close: () => void }) {
  const t = useText('security')
  const announce = useAnnounce()
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const submit = async () => {
    const ask = () => callServer('account/two-factor', { method: 'DELETE', body: { code } })
    if (!(await attempt.run(ask))) return
    announce(t('twoFactor.turnedOff'))
    close()
  }
  return (
    <AskDialog
      danger
      title={t('twoFactor.offTitle')}
      body={t('twoFactor.offBody')}
      action={t('twoFactor.turnOff')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <CodeInput code={code} setCode={setCode} label={t('signIn.code')} />
    </AskDialog>
  )
}

function Renew({ close }: { close: () => void }) {
  const t = useText('security')
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const ask = async (): Promise<RestOutcome<RecoveryCodes>> => {
    const made = await callServer<RecoveryCodes>('account/two-factor/recovery-codes', {
      method: 'POST',
      body: { code },
    })
    if (made.ok) setCodes(made.value.recoveryCodes)
    return made
  }
  if (codes) return <RecoveryCodesDialog codes={codes} close={close} />
  return (
    <AskDialog
      title={t('twoFactor.renewTitle')}
      body={t('twoFactor.renewBody')}
      action={t('twoFactor.renew')}
      attempt={attempt}
      submit={() => void attempt.run(ask)}
      close={close}
    >
      <CodeInput code={code} setCode={setCode} label={t('twoFactor.code')} />
    </AskDialog>
  )
}
