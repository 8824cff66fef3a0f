import { Button, PasswordInput } from '@mantine/core'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { refused } from '#shared/kit/outcome.ts'
import { useText } from '#client/ui/i18n.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { AskDialog } from './ask-dialog.tsx'
import { askPasskey, passkeySupport } from './passkey-calls.ts'
import { useAttempt } from './use-attempt.ts'

type Prove = <Answer>(act: () => Promise<RestOutcome<Answer>>) => Promise<RestOutcome<Answer>>
const ProofContext = createContext<Prove | undefined>(undefined)

/** Does it; where the server asks to show once more who is there, asks the person and does it again. Refused with `called-off` by them. */
export function useProof(): Prove {
  const prove = useContext(ProofContext)
  if (!prove) throw new Error('useProof needs a ProofProvider above it')
  return prove
}

interface ProofProps {
  hasPassword: boolean
  hasPasskey: boolean
  children: ReactNode
}

export function ProofProvider({ hasPassword, hasPasskey, children }: ProofProps) {
  const [asked, setAsked] = useState<{ settle(isProven: boolean): void }>()
  const prove: Prove = async (act) => {
    const first = await act()
    if (first.ok || first.reason !== 'proof-needed' || !(hasPassword || hasPasskey)) return first
    const isProven = await new Promise<boolean>((settle) => setAsked({ settle }))
    setAsked(undefined)
    return isProven ? act() : refused('called-off')
  }
  return (
    <ProofContext value={prove}>
      {children}
      {asked && <ProofDialog hasPassword={hasPassword} hasPasskey={hasPasskey} settle={asked.settle} />}
    </ProofContext>
  )
}

function ProofDialog({
  hasPassword,
  hasPasskey,
  settle,
}: Omit<ProofProps, 'children'> & { settle: (isProven: boolean) => void }) {
  const t = useText('security')
  const { signInBy } = useSession()
  const [password, setPassword] = useState('')
  const attempt = useAttempt()
  const byPasskey = async () => {
    const isProven = await attempt.run(async () => {
      const asked = await askPasskey()
      return asked.ok ? signInBy('passkey', asked.value) : asked
    })
    if (isProven) settle(true)
  }
  const byPassword = async () => {
    const body = { password }
    if (await attempt.run(() => callServer('session/proof', { method: 'POST', body }))) settle(true)
  }
  const canPasskey = hasPasskey && passkeySupport() === 'here'
  return (
    <AskDialog
      title={t('proof.title')}
      body={hasPassword ? t('proof.body') : t('proof.bodyNoPassword')}
      action={t('proof.action')}
      attempt={attempt}
      submit={() => void (hasPassword ? byPassword() : byPasskey())}
      close={() => settle(false)}
      aside={
        hasPassword &&
        canPasskey && (
          <Button variant="subtle" onClick={() => void byPasskey()}>
            {t('proof.passkey')}
          </Button>
        )
      }
    >
      {hasPassword && (
        <PasswordInput
          required
          data-autofocus
          autoComplete="current-password"
          label={t('proof.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
    </AskDialog>
  )
}
