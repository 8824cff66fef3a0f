import { Alert, Button, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Refused } from '#shared/kit/outcome.ts'
import type { FactorReset, OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { callServer, type RestOutcome } from '../../rest.ts'
import { useRefresh } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import classes from '../parts/parts.module.css'

interface ResetFactorProps {
  member: OrganisationMember
  close: () => void
}

/** For somebody who has lost the app and the recovery codes. Whoever does it shows who they are, where the sign-in was a while ago. */
export function ResetFactor({ member, close }: ResetFactorProps) {
  const t = useText('organisation')
  return (
    <Modal opened onClose={close} title={t('members.resetTitle', { name: member.name })} size="md">
      <Question member={member} close={close} />
    </Modal>
  )
}

function Question({ member, close }: ResetFactorProps) {
  const t = useText('organisation')
  const { needsProof, problem, isBusy, reset } = useReset(member, close)
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void reset(password)
  }
  return (
    <form onSubmit={submit} aria-busy={isBusy}>
      <Stack gap="md">
        <ul className={classes.points}>
          <li>{t('members.resetPassword')}</li>
          <li>{t('members.resetSessions')}</li>
          <li>{t('members.resetSure', { name: member.name })}</li>
        </ul>
        {needsProof && (
          <PasswordInput
            required
            autoFocus
            autoComplete="current-password"
            label={t('members.resetProof')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={isBusy}>
            {t('members.reset')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useReset({ principal, name }: OrganisationMember, close: () => void) {
  const t = useText('organisation')
  const announce = useAnnounce()
  const refresh = useRefresh()
  const { path } = useOrganisation()
  const [needsProof, setNeedsProof] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const ask = async (password: string): Promise<RestOutcome<FactorReset>> => {
    const proven = needsProof ? await callServer('session/proof', { method: 'POST', body: { password } }) : undefined
    if (proven && !proven.ok) return proven
    return callServer(`${path}/members/${encodeURIComponent(principal)}/two-factor`, { method: 'DELETE' })
  }
  const reset = async (password: string) => {
    setBusy(true)
    setProblem(undefined)
    const outcome = await ask(password)
    setBusy(false)
    if (!outcome.ok) {
      if (outcome.reason === 'proof-needed') setNeedsProof(true)
      setProblem(outcome.reason === 'proof-needed' ? undefined : sentenceOf(t, outcome))
      return
    }
    announce(outcome.value.wasTold ? t('members.resetTold', { name }) : t('members.resetUntold', { name }))
    refresh(path)
    close()
  }
  return { needsProof, problem, isBusy, reset }
}

function sentenceOf(t: Text<'organisation'>, { reason, detail }: Refused<string>): string {
  if (reason === 'unreachable') return t('unreachable')
  return reason === 'wrong-credentials' ? t('members.resetWrong') : (detail ?? t('failed', { reason }))
}
