import { Button, Checkbox, Select } from '@mantine/core'
import { useState } from 'react'
import { usePeople } from '#client/replica/index.ts'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

/** Handing on what one owns: before leaving, for one. */
export function TransferSection() {
  const t = useText('organisation')
  const { me } = usePeople()
  const { path } = useOrganisation()
  const { act } = useAct('orgs')
  const members = useWholeList<OrganisationMember>(`${path}/members`)
  const [to, setTo] = useState<string | null>(null)
  const [admin, setAdmin] = useState(true)
  const [isAsking, setAsking] = useState(false)
  const all = members.status === 'ready' ? members.value : []
  const others = all.filter(({ principal, email, suspended, role }) => {
    return email !== '' && !suspended && role !== 'guest' && principal !== `user:${me?.id}`
  })
  const name = others.find(({ principal }) => principal === to)?.name ?? ''
  const question = {
    title: t('transfer.title', { name }),
    consequences: [t('transfer.workspaces', { name }), ...(admin ? [t('transfer.administration', { name })] : [])],
    name,
    confirmLabel: t('transfer.action'),
    run: () => act(`${path}/ownership`, { method: 'POST', body: { to, admin } }, t('transfer.done', { name })),
  }
  return (
    <>
      <h2 className={classes.heading}>{t('transfer.heading')}</h2>
      <p className={classes.intro}>{t('transfer.intro')}</p>
      <div className={classes.form}>
        <Select
          searchable
          label={t('transfer.to')}
          placeholder={t('transfer.toHint')}
          nothingFoundMessage={t('access.nobody')}
          data={others.map(({ principal, name: label, email }) => ({ value: principal, label: `${label} · ${email}` }))}
          value={to}
          onChange={setTo}
        />
        <Checkbox
          label={t('transfer.admin')}
          checked={admin}
          onChange={(event) => setAdmin(event.currentTarget.checked)}
        />
        <div>
          <Button variant="default" disabled={to === null} onClick={() => setAsking(true)}>
            {t('transfer.action')}
          </Button>
        </div>
      </div>
      <NamedConfirm question={isAsking ? question : undefined} close={() => setAsking(false)} />
    </>
  )
}
