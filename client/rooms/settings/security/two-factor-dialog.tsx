import { Button, Loader, Modal } from '@mantine/core'
import { Suspense, use, useState } from 'react'
import type { NewTwoFactor, RecoveryCodes } from '#shared/protocol/rest-account.ts'
import { useText } from '#client/ui/i18n.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { AskDialog } from './ask-dialog.tsx'
import { CodeInput } from './code-input.tsx'
import { FactorSecret } from './factor-secret.tsx'
import { useProof } from './proof.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { securitySentence } from './security-sentence.ts'
import { useAttempt } from './use-attempt.ts'
import settings from '../settings.module.css'

/** Turning it on: the secret, a code that proves the app has it, and the recovery codes. */
export function TwoFactorDialog({ close }: { close: () => void }) {
  const prove = useProof()
  const [begun] = useState(() => prove(() => callServer<NewTwoFactor>('account/two-factor', { method: 'POST' })))
  return (
    <Suspense fallback={<Waiting close={close} />}>
      <Begun begun={begun} close={close} />
    </Suspense>
  )
}

function Waiting({ close }: { close: () => void }) {
  const t = useText('security')
  return (
    <Modal opened onClose={close} title={t('twoFactor.scanTitle')} size="md">
      <Loader size="sm" />
    </Modal>
  )
}

function Begun({ begun, close }: { begun: Promise<RestOutcome<NewTwoFactor>>; close: () => void }) {
  const t = useText('security')
  const answer = use(begun)
  if (answer.ok) return <Enrol factor={answer.value} close={close} />
  return (
    <Modal opened onClose={close} title={t('twoFactor.scanTitle')} size="md">
      <p className={settings.reason}>{securitySentence(t, answer)}</p>
      <Button variant="default" mt="md" onClick={close}>
        {t('close')}
      </Button>
    </Modal>
  )
}

function Enrol({ factor, close }: { factor: NewTwoFactor; close: () => void }) {
  const t = useText('security')
  const attempt = useAttempt()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const confirm = async (): Promise<RestOutcome<RecoveryCodes>> => {
    const made = await callServer<RecoveryCodes>('account/two-factor/confirm', { method: 'POST', body: { code } })
    if (made.ok) setCodes(made.value.recoveryCodes)
    return made
  }
  if (codes) return <RecoveryCodesDialog codes={codes} close={close} />
  return (
    <AskDialog
      title={t('twoFactor.scanTitle')}
      body={t('twoFactor.scan')}
      action={t('twoFactor.confirm')}
      attempt={attempt}
      submit={() => void attempt.run(confirm)}
      close={close}
    >
      <FactorSecret factor={factor} />
      <CodeInput code={code} setCode={setCode} label={t('twoFactor.code')} />
    </AskDialog>
  )
}
