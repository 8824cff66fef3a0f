import { Button, Checkbox, Group, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ProviderAnswer, ProviderBody, ProviderDetail, ProviderTest } from '#shared/protocol/rest-assistant.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useAct } from '../parts/use-act.ts'
import { ProviderEmbeddings } from './provider-embeddings.tsx'
import { TestResult } from './test-result.tsx'
import classes from '../parts/parts.module.css'

interface FormProps {
  answer: ProviderAnswer
  /** Of the door. */
  path: string
}

export function ProviderForm({ answer: { provider, allowsPrivate }, path }: FormProps) {
  const t = useText('organisation')
  const form = useForm(provider)
  const saving = useAct(path)
  // Trying changes nothing, so there is nothing to look at again.
  const testing = useAct(`${path}/test`)
  const [tested, setTested] = useState<ProviderTest>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await saving.act(path, { method: 'PUT', body: form.body }, t('assistant.saved'))
  }
  const test = async () => {
    setTested(undefined)
    const outcome = await testing.act<ProviderTest>(`${path}/test`, { method: 'POST', body: form.body })
    if (outcome.ok) setTested(outcome.value)
  }
  const isWhole = form.values.endpoint.trim() !== '' && form.values.chatModel.trim() !== ''
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <p>{statusOf(t, provider)}</p>
      {provider?.embeddingModel && <ProviderEmbeddings path={path.replace(/provider$/, 'embeddings')} />}
      <Fields form={form} provider={provider} allowsPrivate={allowsPrivate} />
      <p className={classes.quiet}>
        {t('assistant.where')} {form.body.embeddingModel ? t('assistant.whereEmbedded') : t('assistant.whereAsked')}
      </p>
      <Group gap="xs">
        <Button type="submit" loading={saving.isBusy} disabled={!isWhole}>
          {t('assistant.save')}
        </Button>
        <Button variant="default" loading={testing.isBusy} disabled={!isWhole} onClick={() => void test()}>
          {t('assistant.test')}
        </Button>
        {provider && <Remove path={path} />}
      </Group>
      <TestResult tested={tested} isBusy={testing.isBusy} />
    </form>
  )
}

interface FieldsProps {
  provider: ProviderDetail | undefined
  allowsPrivate: boolean
  form: ReturnType<typeof useForm>
}

function Fields({ form, provider, allowsPrivate }: FieldsProps) {
  const t = useText('organisation')
  return (
    <>
      <TextInput
        label={t('assistant.endpoint')}
        description={`${t('assistant.endpointHint')} ${allowsPrivate ? t('assistant.privateYes') : t('assistant.privateNo')}`}
        placeholder="https://models.example.org/v1"
        inputMode="url"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        {...form.field('endpoint')}
      />
      <TextInput
        label={t('assistant.chatModel')}
        description={t('assistant.chatModelHint')}
        {...form.field('chatModel')}
      />
      <TextInput
        label={t('assistant.embeddingModel')}
        description={t('assistant.embeddingModelHint')}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        {...form.field('embeddingModel')}
      />
      <PasswordInput
        label={t('assistant.key')}
        description={provider?.hasKey ? t('assistant.keyKept') : t('assistant.keyHint')}
        autoComplete="new-password"
        disabled={form.isForgetting}
        {...form.field('key')}
      />
      {provider?.hasKey && (
        <Checkbox
          label={t('assistant.forget')}
          checked={form.isForgetting}
          onChange={(event) => form.setForgetting(event.currentTarget.checked)}
        />
      )}
    </>
  )
}

type Values = Record<'endpoint' | 'chatModel' | 'embeddingModel' | 'key', string>

function useForm(provider: ProviderDetail | undefined) {
  const [isForgetting, setForgetting] = useState(false)
  const [values, setValues] = useState<Values>({
    endpoint: provider?.endpoint ?? '',
    chatModel: provider?.chatModel ?? '',
    embeddingModel: provider?.embeddingModel ?? '',
    key: '',
  })
  const { endpoint, chatModel, embeddingModel, key } = values
  const body: ProviderBody = {
    endpoint: endpoint.trim(),
    chatModel: chatModel.trim(),
    ...(embeddingModel.trim() && { embeddingModel: embeddingModel.trim() }),
    ...(isForgetting ? { key: null } : key.trim() && { key: key.trim() }),
  }
  const field = (name: keyof Values) => ({
    value: values[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setValues((before) => ({ ...before, [name]: value })),
  })
  return { values, body, field, isForgetting, setForgetting }
}

function statusOf(t: ReturnType<typeof useText<'organisation'>>, provider: ProviderDetail | undefined): string {
  if (!provider) return t('assistant.none')
  return t('assistant.set', { model: provider.chatModel, host: new URL(provider.endpoint).host })
}

function Remove({ path }: { path: string }) {
  const t = useText('organisation')
  const confirm = useConfirm()
  const { act, isBusy } = useAct(path)
  const remove = async () => {
    const isSure = await confirm({
      title: t('assistant.removeTitle'),
      body: t('assistant.removeBody'),
      confirmLabel: t('assistant.remove'),
      danger: true,
    })
    if (isSure) await act(path, { method: 'DELETE' }, t('assistant.removed'))
  }
  return (
    <Button variant="default" loading={isBusy} onClick={() => void remove()}>
      {t('assistant.remove')}
    </Button>
  )
}
