import type { QuotaUse } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { QuotaList } from './quota-list.tsx'
import { WorkspaceQuotas } from './workspace-quotas.tsx'
import classes from '../parts/parts.module.css'

export function QuotasPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const at = `${path}/quotas`
  const quotas = useWholeList<QuotaUse>(at)
  return (
    <>
      <p className={classes.intro}>{t('quotas.intro')}</p>
      <Answered answer={quotas} path={path}>
        {(all) => <QuotaList quotas={all} at={at} />}
      </Answered>
      <WorkspaceQuotas />
    </>
  )
}
