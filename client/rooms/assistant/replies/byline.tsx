import { IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './replies.module.css'

/** Who answers, above the answer. */
export function Byline({ children }: { children: ReactNode }) {
  return (
    <p className={classes.byline}>
      <IconSparkles size={14} stroke={1.75} aria-hidden />
      {children}
    </p>
  )
}
