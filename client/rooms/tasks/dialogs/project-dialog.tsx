import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskCommands } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'

export interface ProjectDialogGiven {
  /** The project to rename; without it a new one is made. */
  rename?: { id: ReplicaId; title: string }
  /** What to do with the project that was made. */
  then?: (id: ReplicaId) => void
}

export function ProjectDialog() {
  const t = useText('tasks')
  const { isOpen, given, hide } = useOverlay<ProjectDialogGiven>('tasks.project')
  return (
    <Modal opened={isOpen} onClose={hide} size="sm" title={given?.rename ? t('project.rename') : t('project.new')}>
      <ProjectForm given={given ?? {}} hide={hide} />
    </Modal>
  )
}

function ProjectForm({ given: { rename, then }, hide }: { given: ProjectDialogGiven; hide: () => void }) {
  const t = useText('tasks')
  const run = useRun()
  const [title, setTitle] = useState(rename?.title ?? '')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    const undoLabel = t('undo.project')
    if (rename) {
      const outcome = await run(taskCommands.renameProject, { id: rename.id, title }, { undoLabel })
      if (outcome.ok) hide()
      return
    }
    const outcome = await run(taskCommands.createProject, { title }, { undoLabel })
    if (!outcome.ok) return
    hide()
    then?.(outcome.value)
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <TextInput
        data-autofocus
        label={t('project.title')}
        value={title}
        maxLength={500}
        required
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" disabled={title.trim() === ''}>
          {rename ? t('project.save') : t('project.create')}
        </Button>
      </Group>
    </form>
  )
}
