import type { ReactNode } from 'react'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import classes from './alone.module.css'

/** A card on an empty page: for what a link from outside opens. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title)
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <img src="/icon.svg" width={44} height={44} alt="Nexus" className={classes.mark} />
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}

export function AloneText({ children }: { children: ReactNode }) {
  return <p className={classes.text}>{children}</p>
}
