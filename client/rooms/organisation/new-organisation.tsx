import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrganisationSummary } from '#shared/protocol/rest-admin.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { usePagePath } from './current.ts'
import { useAct } from './parts/use-act.ts'

/** The button and its dialog. */
export function NewOrganisation({ isQuiet = false }: { isQuiet?: boolean }) {
  const t = useText('organisation')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        {...(isQuiet && { variant: 'subtle', color: 'gray', size: 'compact-sm' })}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('create.open')}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('create.title')} size="sm">
        <CreateForm close={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function CreateForm({ close }: { close: () => void }) {
  const t = useText('organisation')
  const navigate = useNavigate()
  const pathOf = usePagePath()
  const { act, isBusy } = useAct('orgs')
  const [name, setName] = useState('')
  const submit = async () => {
    const made = await act<OrganisationSummary>('orgs', { method: 'POST', body: { name: name.trim() } })
    if (!made.ok) return
    close()
    await navigate({ to: pathOf(made.value.id) })
  }
  return (
    <DialogForm action={t('create.action')} submit={submit} isBusy={isBusy} isReady={name.trim() !== ''}>
      <NameField label={t('create.name')} hint={t('create.hint')} value={name} onChange={setName} />
    </DialogForm>
  )
}
