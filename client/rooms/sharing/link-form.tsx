import { Button, PasswordInput, Select } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { NewPublicLink, PublicLink } from '#shared/protocol/rest-sharing.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

interface LinkFormProps {
  replica: ReplicaId
  path: string
  made: (token: string) => void
  cancel: () => void
}

const roles = ['viewer', 'editor'] as const satisfies readonly PublicLink['role'][]
const days = ['1', '7', '30', '90', ''] as const

export function LinkForm({ replica, path, made, cancel }: LinkFormProps) {
  const t = useText('sharing')
  const { id } = useWorkspace()
  const { act, isBusy } = useSharingAct(path)
  const [role, setRole] = useState<PublicLink['role']>('viewer')
  const [expiresInDays, setDays] = useState('30')
  const [password, setPassword] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const body = {
      replica,
      role,
      ...(expiresInDays && { expiresInDays: Number(expiresInDays) }),
      ...(password && { password }),
    }
    const outcome = await act<NewPublicLink>(`workspaces/${id}/links`, { method: 'POST', body })
    if (outcome.ok) made(outcome.value.token)
  }
  return (
    <form className={classes.box} onSubmit={(event) => void submit(event)}>
      <div className={classes.fields}>
        <Select
          allowDeselect={false}
          label={t('links.role')}
          data={roles.map((value) => ({ value, label: t(`links.roles.${value}`) }))}
          value={role}
          onChange={(value) => value && setRole(value as PublicLink['role'])}
        />
        <Select
          allowDeselect={false}
          label={t('links.expires')}
          data={days.map((value) => ({
            value,
            label: value ? t('links.days', { days: Number(value) }) : t('links.never'),
          }))}
          value={expiresInDays}
          onChange={(value) => value !== null && setDays(value)}
        />
      </div>
      <PasswordInput
        label={t('links.password')}
        description={t('links.passwordHint')}
        autoComplete="new-password"
        minLength={4}
        maxLength={200}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={cancel}>
          {t('links.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t('links.action')}
        </Button>
      </div>
    </form>
  )
}
