import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import classes from './settings.module.css'

/** The right-hand side: the title stands above its own column rather than in a bar. */
export function SettingsPage({ title, hasBack, children }: { title: string; hasBack: boolean; children: ReactNode }) {
  usePageTitle(title)
  return (
    <div className={classes.page} data-scroll>
      <div className={classes.pageBody}>
        <header className={classes.pageHead}>
          {hasBack && <BackLink />}
          <h1 className={classes.pageTitle}>{title}</h1>
        </header>
        {children}
      </div>
    </div>
  )
}

function BackLink() {
  const t = useText('settings')
  const { id } = useWorkspace()
  return (
    <Link to={`/w/${id}/settings`} aria-label={t('back')} className={classes.back}>
      <IconArrowLeft size={20} stroke={1.75} aria-hidden />
    </Link>
  )
}
