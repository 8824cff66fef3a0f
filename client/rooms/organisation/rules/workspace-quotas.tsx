import { Select } from '@mantine/core'
import { useState } from 'react'
import type { OrganisationWorkspace, QuotaUse } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { QuotaList } from './quota-list.tsx'
import classes from '../parts/parts.module.css'

/** What one workspace may take of it. */
export function WorkspaceQuotas() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const workspaces = useWholeList<OrganisationWorkspace>(`${path}/workspaces`)
  const [chosen, setChosen] = useState<string | null>(null)
  const all = workspaces.status === 'ready' ? workspaces.value : []
  return (
    <>
      <h2 className={classes.heading}>{t('quotas.single')}</h2>
      <p className={classes.intro}>{t('quotas.singleIntro')}</p>
      <Select
        searchable
        clearable
        maw={360}
        mb="sm"
        label={t('quotas.workspace')}
        placeholder={t('quotas.choose')}
        nothingFoundMessage={t('quotas.noWorkspace')}
        data={all
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map(({ id, name }) => ({ value: id as string, label: name }))}
        value={chosen}
        onChange={setChosen}
        clearButtonProps={{ 'aria-label': t('audit.clear') }}
      />
      {chosen && <OfWorkspace key={chosen} workspace={chosen} />}
    </>
  )
}

function OfWorkspace({ workspace }: { workspace: string }) {
  const at = `${useOrganisation().path}/workspace-quotas/${workspace}`
  const quotas = useWholeList<QuotaUse>(at)
  return (
    <Answered answer={quotas} path={at}>
      {(all) => <QuotaList quotas={all} at={at} />}
    </Answered>
  )
}
