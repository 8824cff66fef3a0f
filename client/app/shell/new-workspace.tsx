import { Alert, Modal, Radio, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession, useWorkspaces } from '#client/replica/index.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'

/** Asks for a name and, for someone with an account, where the workspace lives. */
export function NewWorkspace() {
  const t = useText('shell')
  const { isOpen, hide } = useOverlay('shell.new-workspace')
  return (
    <Modal opened={isOpen} onClose={hide} title={t('workspace.newTitle')} size="sm">
      <NewWorkspaceForm close={hide} />
    </Modal>
  )
}

function NewWorkspaceForm({ close }: { close: () => void }) {
  const t = useText('shell')
  const navigate = useNavigate()
  const workspaces = useWorkspaces()
  const isSignedIn = useSession().status === 'signed-in'
  const [name, setName] = useState('')
  const [place, setPlace] = useState(isSignedIn ? 'synced' : 'local')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const create = async () => {
    setBusy(true)
    const made =
      place === 'synced'
        ? await workspaces.createSynced(name.trim())
        : { ok: true as const, value: await workspaces.createLocal(name.trim()) }
    setBusy(false)
    if (!made.ok) {
      setProblem(t('workspace.failed', { reason: made.detail ?? made.reason }))
      return
    }
    close()
    await navigate({ to: `/w/${made.value}` })
  }

  return (
    <DialogForm action={t('workspace.create')} submit={create} isBusy={isBusy} isReady={name.trim() !== ''}>
      <NameField
        label={t('workspace.name')}
        placeholder={t('workspace.namePlaceholder')}
        value={name}
        onChange={setName}
      />
      {isSignedIn && (
        <Radio.Group label={t('workspace.where')} value={place} onChange={setPlace}>
          <Stack gap="xs" mt="xs">
            <Radio value="synced" label={t('workspace.whereSynced')} description={t('workspace.whereSyncedHint')} />
            <Radio value="local" label={t('workspace.whereLocal')} description={t('workspace.whereLocalHint')} />
          </Stack>
        </Radio.Group>
      )}
      {problem && <Alert color="red">{problem}</Alert>}
    </DialogForm>
  )
}
