import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Outcome, refused } from '#shared/kit/outcome.ts'
import { useText } from '#client/ui/i18n.tsx'
import { AskDialog } from '../ask-dialog.tsx'
import { useAttempt } from '../use-attempt.ts'

/** What people type who mean it. */
const word = 'remove'

interface EraseDialogProps {
  erase: () => Promise<Outcome<string, void>>
  close: () => void
}

export function EraseDialog({ erase, close }: EraseDialogProps) {
  const t = useText('security')
  const attempt = useAttempt()
  const [typed, setTyped] = useState('')
  const submit = () => attempt.run(async () => (typed.trim().toLowerCase() === word ? erase() : refused('erase-word')))
  return (
    <AskDialog
      danger
      title={t('lock.eraseTitle')}
      body={t('lock.eraseBody')}
      action={t('lock.erase')}
      attempt={attempt}
      submit={() => void submit()}
      close={close}
    >
      <TextInput
        required
        data-autofocus
        autoComplete="off"
        label={t('lock.eraseWord', { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </AskDialog>
  )
}
