import { Checkbox, Modal, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { type KeyScope, keyScopes, type NewApiKey } from '#shared/protocol/rest.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'

interface KeyFormProps {
  isOpen: boolean
  close: () => void
  made: (key: NewApiKey) => void
}

const days = ['30', '90', '365', ''] as const

export function KeyForm({ isOpen, close, made }: KeyFormProps) {
  const t = useText('organisation')
  return (
    <Modal opened={isOpen} onClose={close} title={t('keys.add')} size="md">
      <Fields close={close} made={made} />
    </Modal>
  )
}

function Fields({ close, made }: Omit<KeyFormProps, 'isOpen'>) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [name, setName] = useState('')
  const [bearer, setBearer] = useState('')
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['read'])
  const [expiresInDays, setDays] = useState<string>('90')
  const submit = async () => {
    const ends = expiresInDays === '' ? {} : { expiresInDays: Number(expiresInDays) }
    const body = { name: name.trim(), scopes, ...ends, ...(bearer && { agent: bearer }) }
    const outcome = await act<NewApiKey>(`${path}/keys`, { method: 'POST', body })
    if (!outcome.ok) return
    made(outcome.value)
    close()
  }
  return (
    <DialogForm
      action={t('keys.action')}
      submit={submit}
      isBusy={isBusy}
      isReady={name.trim() !== '' && scopes.length > 0}
      cancel={{ label: t('cancel'), run: close }}
    >
      <NameField label={t('keys.name')} hint={t('keys.nameHint')} value={name} onChange={setName} />
      <BearerField bearer={bearer} setBearer={setBearer} />
      <Checkbox.Group
        label={t('keys.may')}
        value={[...scopes]}
        onChange={(chosen) => setScopes(keyScopes.filter((each) => chosen.includes(each)))}
      >
        <Stack gap="xs" mt="xs">
          {keyScopes.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`keys.scopes.${scope}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        allowDeselect={false}
        label={t('keys.expires')}
        data={days.map((value) => ({ value, label: value ? t('days', { days: Number(value) }) : t('keys.never') }))}
        value={expiresInDays}
        onChange={(value) => value !== null && setDays(value)}
      />
    </DialogForm>
  )
}

/** Oneself, or an agent where there are some. */
function BearerField({ bearer, setBearer }: { bearer: string; setBearer: (bearer: string) => void }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const members = useWholeList<OrganisationMember>(`${path}/members`)
  const all = members.status === 'ready' ? members.value : []
  const agents = all.flatMap(({ principal, name }) => {
    const [kind, id = ''] = principal.split(':')
    return kind === 'agent' ? [{ value: id, label: name }] : []
  })
  if (agents.length === 0) return null
  return (
    <Select
      allowDeselect={false}
      label={t('keys.as')}
      data={[{ value: '', label: t('keys.myself') }, ...agents]}
      value={bearer}
      onChange={(value) => setBearer(value ?? '')}
    />
  )
}
