import { Modal, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { secretName, type SecretSummary } from '#shared/protocol/rest-secrets.ts'
import { DialogForm } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'

interface SecretFormProps {
  /** '': it gets one here. */
  name: string
  close: () => void
}

/** Stores a value: the first of a name, or the one that is used from now on. */
export function SecretForm({ name, close }: SecretFormProps) {
  const t = useText('organisation')
  const title = name === '' ? t('secrets.add') : t('secrets.renewTitle', { name })
  return (
    <Modal opened onClose={close} title={title} size="md">
      <Fields name={name} close={close} />
    </Modal>
  )
}

function Fields({ name: known, close }: SecretFormProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [name, setName] = useState(known)
  const [value, setValue] = useState('')
  const isName = secretName.safeParse(name).success
  const submit = async () => {
    const said = t('secrets.stored', { name })
    const stored = await act<SecretSummary>(
      `${path}/secrets/${encodeURIComponent(name)}`,
      { method: 'PUT', body: { value } },
      said,
    )
    if (stored.ok) close()
  }
  return (
    <DialogForm
      action={t('secrets.action')}
      submit={submit}
      isBusy={isBusy}
      isReady={isName && value !== ''}
      cancel={{ label: t('cancel'), run: close }}
    >
      {known === '' && (
        <TextInput
          data-autofocus
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          label={t('secrets.name')}
          description={t('secrets.nameHint')}
          error={name !== '' && !isName && t('secrets.nameWrong')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value.trim())}
        />
      )}
      <PasswordInput
        required
        data-autofocus={known !== '' || undefined}
        autoComplete="off"
        label={t('secrets.value')}
        description={t('secrets.valueHint')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </DialogForm>
  )
}
