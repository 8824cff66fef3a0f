import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { faultSentence } from './fault-sentence.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

export function WorkspaceSection() {
  const { id } = useWorkspace()
  // A new form for each workspace, so that a half-typed name does not move to another.
  return (
    <>
      <WorkspaceName key={id} />
      <Transfer />
    </>
  )
}

function Transfer() {
  const t = useText('settings')
  const { id } = useWorkspace()
  return (
    <SettingsSection title={t('transfer.title')} intro={t('transfer.body')}>
      <Button variant="default" component={Link} {...({ to: `/w/${id}/transfer` } as object)}>
        {t('transfer.open')}
      </Button>
    </SettingsSection>
  )
}

function WorkspaceName() {
  const t = useText('settings')
  const announce = useAnnounce()
  const workspace = useWorkspace()
  const { rename } = useWorkspaces()
  const [name, setName] = useState(workspace.name)
  const mayRename = workspace.isLocal || workspace.role === 'owner'
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const renamed = await rename(workspace.id, name.trim())
    if (renamed.ok) announce(t('workspace.saved'))
    else announce(faultSentence(t, renamed), { tone: 'problem' })
  }
  return (
    <SettingsSection>
      <form className={classes.choices} onSubmit={(event) => void save(event)}>
        <TextInput
          required
          maxLength={120}
          w={320}
          label={t('workspace.name')}
          {...(!mayRename && { description: t('workspace.ownerOnly') })}
          disabled={!mayRename}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={!mayRename || name.trim() === '' || name.trim() === workspace.name}
        >
          {t('workspace.save')}
        </Button>
      </form>
    </SettingsSection>
  )
}
