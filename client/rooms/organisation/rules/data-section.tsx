import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useSession } from '#client/replica/index.ts'
import { downloadBlob } from '#client/ui/download-blob.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { NamedConfirm } from '../parts/named-confirm.tsx'
import { useAct } from '../parts/use-act.ts'
import classes from '../parts/parts.module.css'

/** All of the organisation as one file, and the end of it. */
export function DataSection() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  return (
    <>
      <h2 className={classes.heading}>{t('data.heading')}</h2>
      <p className={classes.intro}>{t('data.intro')}</p>
      <Button
        component="a"
        href={`/api/${path}/export`}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
      >
        {t('data.export')}
      </Button>
      <Erase />
    </>
  )
}

function Erase() {
  const t = useText('organisation')
  const navigate = useNavigate()
  const { refresh } = useSession()
  const { path, id, name } = useOrganisation()
  const { act } = useAct('orgs')
  const [isErasing, setErasing] = useState(false)
  const erase = async () => {
    const erased = await act<object>(path, { method: 'DELETE', body: { name } }, t('erase.done', { name }))
    if (!erased.ok) return
    const certificate = new Blob([JSON.stringify(erased.value, undefined, 2)], { type: 'application/json' })
    downloadBlob(certificate, `erased-${id}.json`)
    await refresh()
    await navigate({ to: '/' })
  }
  const question = {
    title: t('erase.title', { name }),
    consequences: [t('erase.all'), t('erase.people'), t('erase.certificate')],
    name,
    confirmLabel: t('erase.action'),
    run: erase,
  }
  return (
    <>
      <h2 className={classes.heading}>{t('erase.heading')}</h2>
      <p className={classes.intro}>{t('erase.intro')}</p>
      <Button variant="light" color="red" onClick={() => setErasing(true)}>
        {t('erase.open')}
      </Button>
      <NamedConfirm question={isErasing ? question : undefined} close={() => setErasing(false)} />
    </>
  )
}
