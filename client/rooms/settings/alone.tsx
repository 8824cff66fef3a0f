import type { ReactNode } from 'react'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import classes from './settings.module.css'

/** A card on an empty page: for what a link from outside opens. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title)
  return (
    <main className={classes.alone}>
      <div className={classes.aloneCard}>
        <img src="/icon.svg" width={44} height={44} alt="Nexus" className={classes.mark} />
        <h1 className={classes.aloneTitle}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
