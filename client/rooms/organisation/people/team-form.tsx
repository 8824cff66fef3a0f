import { Modal, Select } from '@mantine/core'
import { useState } from 'react'
import type { Team } from '#shared/protocol/rest-admin.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'
import { possibleParents } from './team-tree.ts'

interface TeamFormProps {
  isOpen: boolean
  /** The one that is changed; else a new one. */
  team?: Team
  all: readonly Team[]
  close: () => void
}

export function TeamForm({ isOpen, ...rest }: TeamFormProps) {
  const t = useText('organisation')
  const { team, close } = rest
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={team ? t('teams.editTitle', { team: team.name }) : t('teams.add')}
      size="sm"
    >
      <Fields {...rest} />
    </Modal>
  )
}

function Fields({ team, all, close }: Omit<TeamFormProps, 'isOpen'>) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const [name, setName] = useState(team?.name ?? '')
  const [parent, setParent] = useState<string | null>(team?.parent ?? null)
  const submit = async () => {
    const body = { name: name.trim(), parent }
    const outcome = team
      ? await act(`${path}/teams/${team.id}`, { method: 'PATCH', body })
      : await act(`${path}/teams`, { method: 'POST', body }, t('teams.added', { team: body.name }))
    if (outcome.ok) close()
  }
  return (
    <DialogForm
      action={team ? t('save') : t('teams.addAction')}
      submit={submit}
      isBusy={isBusy}
      isReady={name.trim() !== ''}
      cancel={{ label: t('cancel'), run: close }}
    >
      <NameField label={t('teams.name')} value={name} onChange={setName} />
      <Select
        clearable
        label={t('teams.parent')}
        placeholder={t('teams.noParent')}
        description={t('teams.parentHint')}
        data={possibleParents(all, team).map(({ id, name: label }) => ({ value: id, label }))}
        value={parent}
        onChange={setParent}
        clearButtonProps={{ 'aria-label': t('teams.clearParent') }}
      />
    </DialogForm>
  )
}
