import { Button } from '@mantine/core'
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router'
import { type ReactNode, Suspense } from 'react'
import { useText } from './i18n.tsx'
import classes from './part-boundary.module.css'

/** Around a part that comes from elsewhere: while it loads there is nothing, and when it falls over the rest of the screen stays. */
export function PartBoundary({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => 0} errorComponent={PartProblem}>
      <Suspense fallback={null}>{children}</Suspense>
    </CatchBoundary>
  )
}

function PartProblem({ reset }: ErrorComponentProps) {
  const t = useText('ui')
  return (
    <div className={classes.problem} role="alert">
      {t('partFailed')}{' '}
      <Button size="compact-xs" variant="subtle" onClick={reset}>
        {t('tryAgain')}
      </Button>
    </div>
  )
}
