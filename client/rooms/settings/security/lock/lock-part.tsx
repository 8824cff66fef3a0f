import { Button, PasswordInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { canLock, openDeviceLock, watchLock } from '#client/platform/browser-lock.ts'
import { type DeviceLock, minPinLength } from '#client/platform/device-lock.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { SettingsSection } from '../../settings-section.tsx'
import { AskDialog } from '../ask-dialog.tsx'
import { SecurityText } from '../security-text.tsx'
import { useAttempt } from '../use-attempt.ts'
import { tryPin } from './try-pin.ts'
import classes from '../../settings.module.css'

const idleChoices = [5, 15, 60, 0] as const

/** Of this device, so it can be set and taken away without the server. */
export function LockPart() {
  return (
    <SecurityText>
      <Part />
    </SecurityText>
  )
}

function Part() {
  const t = useText('security')
  const { session } = useSession()
  const [lock] = useState(openDeviceLock)
  const [dialog, setDialog] = useState<'set' | 'turn-off'>()
  const close = () => setDialog(undefined)
  const account = session?.account
  return (
    <SettingsSection title={t('lock.title')} intro={t('lock.body')}>
      {lock.owner && <IsOn lock={lock} turnOff={() => setDialog('turn-off')} />}
      {!lock.owner && !canLock() && <p className={classes.rowHint}>{t('lock.unsupported')}</p>}
      {!lock.owner && canLock() && !account && <p className={classes.rowHint}>{t('lock.needsAccount')}</p>}
      {!lock.owner && canLock() && account && <Button onClick={() => setDialog('set')}>{t('lock.set')}</Button>}
      {dialog === 'set' && account && <SetPin lock={lock} account={account} close={close} />}
      {dialog === 'turn-off' && <TurnOff lock={lock} close={close} />}
    </SettingsSection>
  )
}

function IsOn({ lock, turnOff }: { lock: DeviceLock; turnOff: () => void }) {
  const t = useText('security')
  const lockNow = async () => {
    await lock.lock()
    location.reload()
  }
  return (
    <div className={classes.row}>
      <p className={classes.rowWords}>{t('lock.isOn', { minutes: lock.idleMinutes })}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => void lockNow()}>
          {t('lock.now')}
        </Button>
        <Button variant="default" onClick={turnOff}>
          {t('lock.turnOff')}
        </Button>
      </div>
    </div>
  )
}

interface DialogProps {
  lock: DeviceLock
  close: () => void
}

function SetPin({ lock, account, close }: DialogProps & { account: Account }) {
  const t = useText('security')
  const announce = useAnnounce()
  const attempt = useAttempt()
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [idle, setIdle] = useState('15')
  const submit = async () => {
    const isSet = await attempt.run(async () => {
      if (pin.length < minPinLength) return refused('pin-short')
      if (pin !== again) return refused('pin-differs')
      const { id, name, email } = account
      await lock.set({ pin, owner: { id, name, email }, idleMinutes: Number(idle) })
      return done()
    })
    if (!isSet) return
    await lock.enter()
    watchLock(lock)
    announce(t('lock.isSet'))
    close()
  }
  const choices = idleChoices.map((minutes) => ({
    value: String(minutes),
    label: minutes === 0 ? t('lock.idleNever') : t('lock.idleAfter', { minutes: String(minutes) }),
  }))
  return (
    <AskDialog
      title={t('lock.setTitle')}
      body={t('lock.setBody')}
      action={t('lock.set')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <PinInput autoFocus label={t('lock.pin')} pin={pin} setPin={setPin} />
      <PinInput label={t('lock.again')} pin={again} setPin={setAgain} />
      <Select
        label={t('lock.idle')}
        allowDeselect={false}
        data={choices}
        value={idle}
        onChange={(value) => value !== null && setIdle(value)}
      />
    </AskDialog>
  )
}

function TurnOff({ lock, close }: DialogProps) {
  const t = useText('security')
  const announce = useAnnounce()
  const attempt = useAttempt()
  const [pin, setPin] = useState('')
  const submit = async () => {
    if (!(await attempt.run(() => tryPin(lock, pin)))) return
    await lock.remove()
    announce(t('lock.isOff'))
    close()
  }
  return (
    <AskDialog
      title={t('lock.offTitle')}
      action={t('lock.turnOff')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <PinInput autoFocus label={t('lock.pin')} pin={pin} setPin={setPin} />
    </AskDialog>
  )
}

interface PinInputProps {
  autoFocus?: boolean
  label: string
  pin: string
  setPin: (pin: string) => void
}

function PinInput({ autoFocus = false, label, pin, setPin }: PinInputProps) {
  return (
    <PasswordInput
      required
      {...(autoFocus && { 'data-autofocus': true })}
      autoComplete="off"
      maxLength={200}
      label={label}
      value={pin}
      onChange={(event) => setPin(event.currentTarget.value)}
    />
  )
}
