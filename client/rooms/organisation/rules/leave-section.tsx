import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { usePeople, useSession } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

export function LeaveSection() {
  const t = useText('organisation')
  const navigate = useNavigate()
  const { me } = usePeople()
  const { refresh } = useSession()
  const { path, name } = useOrganisation()
  const { act } = useAct('orgs')
  const [isLeaving, setLeaving] = useState(false)
  if (!me) return null
  const leave = async () => {
    const left = await act(
      `${path}/members/${encodeURIComponent(me.id)}`,
      { method: 'DELETE' },
      t('leave.left', { name }),
    )
    if (!left.ok) return
    await refresh()
    await navigate({ to: '/' })
  }
  const question = {
    title: t('leave.title', { name }),
    consequences: [t('leave.access'), t('leave.stays'), t('leave.back')],
    name,
    confirmLabel: t('leave.action'),
    run: leave,
  }
  return (
    <>
      <h2 className={classes.heading}>{t('leave.heading')}</h2>
      <p className={classes.intro}>{t('leave.intro')}</p>
      <Button variant="default" onClick={() => setLeaving(true)}>
        {t('leave.action')}
      </Button>
      <NamedConfirm question={isLeaving ? question : undefined} close={() => setLeaving(false)} />
    </>
  )
}
