import { Alert, Anchor, Button, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import type { DeviceLock } from '#client/platform/device-lock.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Alone, AloneText } from '../../alone.tsx'
import { SecurityText } from '../security-text.tsx'
import { useAttempt } from '../use-attempt.ts'
import { ForgottenPin } from './forgotten-pin.tsx'
import { tryPin } from './try-pin.ts'

interface LockScreenProps {
  lock: DeviceLock
  onOpen: () => void
}

/** All that is on the screen of a device that is locked. */
export function LockScreen(props: LockScreenProps) {
  return (
    <SecurityText>
      <Locked {...props} />
    </SecurityText>
  )
}

function Locked({ lock, onOpen }: LockScreenProps) {
  const [isForgotten, setForgotten] = useState(false)
  if (isForgotten) return <ForgottenPin lock={lock} onOpen={onOpen} back={() => setForgotten(false)} />
  return <PinForm lock={lock} onOpen={onOpen} forget={() => setForgotten(true)} />
}

function PinForm({ lock, onOpen, forget }: LockScreenProps & { forget: () => void }) {
  const t = useText('security')
  const attempt = useAttempt()
  const [pin, setPin] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await attempt.run(() => tryPin(lock, pin))) return onOpen()
    setPin('')
    // The button has lost the focus by being busy.
    field.current?.focus()
  }
  return (
    <Alone title={t('lock.screenTitle')}>
      <form onSubmit={(event) => void submit(event)} aria-busy={attempt.isBusy}>
        <Stack gap="sm">
          <AloneText>{t('lock.screenBody', { name: lock.owner?.name ?? '' })}</AloneText>
          <PasswordInput
            ref={field}
            required
            autoFocus
            autoComplete="off"
            maxLength={200}
            label={t('lock.pin')}
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value)}
          />
          {attempt.problem && (
            <Alert color="red" role="alert">
              {attempt.problem}
            </Alert>
          )}
          <Button type="submit" size="md" loading={attempt.isBusy}>
            {t('lock.open')}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={forget}>
            {t('lock.forgot')}
          </Anchor>
        </Stack>
      </form>
    </Alone>
  )
}
