import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession, useWorkspaces } from '#client/replica/index.ts'
import type { OrganisationWorkspace } from '#shared/protocol/rest-admin.ts'
import { bytesText } from '#client/ui/bytes-text.ts'
import { DialogForm, NameField } from '#client/ui/dialog-form.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

export function WorkspacesPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <div className={classes.toolbar}>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('workspaces.add')}
        </Button>
      </div>
      <Answered answer={workspaces} path={path}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState isCertain title={t('workspaces.none')} />
          ) : (
            <WorkspaceTable workspaces={all.toSorted((a, b) => a.name.localeCompare(b.name))} />
          )
        }
      </Answered>
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={t('workspaces.add')} size="sm">
        <NewWorkspace close={() => setAdding(false)} />
      </Modal>
    </>
  )
}

function WorkspaceTable({ workspaces }: { workspaces: readonly OrganisationWorkspace[] }) {
  const t = useText('organisation')
  const format = useFormatter()
  const here = useWorkspaces().all
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('workspaces.name')}</th>
          <th scope="col">{t('workspaces.members')}</th>
          <th scope="col">{t('workspaces.storage')}</th>
          <th scope="col" className={classes.wide}>
            {t('workspaces.created')}
          </th>
        </tr>
      </thead>
      <tbody>
        {workspaces.map(({ id, name, members, storageBytes, createdAt }) => (
          <tr key={id}>
            <td className={classes.rowTitle}>
              {here.some((each) => each.id === id) ? <Link to={`/w/${id}/settings/members`}>{name}</Link> : name}
            </td>
            <td className={classes.quiet}>{format.number(members)}</td>
            <td className={`${classes.quiet} ${classes.figure}`}>{bytesText(storageBytes, format)}</td>
            <td className={`${classes.wide} ${classes.quiet}`}>
              {format.dateTime(new Date(createdAt), { dateStyle: 'medium' })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NewWorkspace({ close }: { close: () => void }) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { refresh } = useSession()
  const { act, isBusy } = useAct(path)
  const [name, setName] = useState('')
  const submit = async () => {
    const body = { name: name.trim() }
    const made = await act(`${path}/workspaces`, { method: 'POST', body }, t('workspaces.added', { name: body.name }))
    if (!made.ok) return
    close()
    await refresh()
  }
  return (
    <DialogForm action={t('workspaces.action')} submit={submit} isBusy={isBusy} isReady={name.trim() !== ''}>
      <NameField label={t('workspaces.name')} value={name} onChange={setName} />
    </DialogForm>
  )
}
