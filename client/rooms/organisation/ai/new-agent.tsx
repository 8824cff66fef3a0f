import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'
import { slugOf } from './slug-of.ts'

interface NewAgentProps {
  isOpen: boolean
  close: () => void
  made: (id: string) => void
}

export function NewAgent({ isOpen, close, made }: NewAgentProps) {
  const t = useText('organisation')
  return (
    <Modal opened={isOpen} onClose={close} title={t('agents.add')} size="md">
      <Fields close={close} made={made} />
    </Modal>
  )
}

function Fields({ close, made }: Omit<NewAgentProps, 'isOpen'>) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [name, setName] = useState('')
  const [typed, setTyped] = useState<string>()
  const slug = typed ?? slugOf(name)
  const submit = async () => {
    const body = { name: name.trim(), slug: slug.trim() }
    const outcome = await act<AgentSummary>(`${path}/agents`, { method: 'POST', body }, t('agents.added', { name }))
    if (!outcome.ok) return
    close()
    made(outcome.value.id)
  }
  return (
    <DialogForm
      action={t('agents.addAction')}
      submit={submit}
      isBusy={isBusy}
      isReady={name.trim() !== '' && slug.trim() !== ''}
      cancel={{ label: t('cancel'), run: close }}
    >
      <NameField label={t('agents.name')} hint={t('agents.nameHint')} value={name} onChange={setName} />
      <TextInput
        required
        maxLength={63}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        label={t('agents.slug')}
        description={t('agents.slugHint')}
        value={slug}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </DialogForm>
  )
}
