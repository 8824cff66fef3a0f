import { Button } from '@mantine/core'
import { IconCompass, IconTool } from '@tabler/icons-react'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useCopyScreen } from './banners.tsx'
import classes from './problem-screens.module.css'

/** In place of a room that threw. The frame around it goes on working. */
export function RoomProblem({ error, reset }: ErrorComponentProps) {
  const t = useText('shell')
  const router = useRouter()
  const copyScreen = useCopyScreen()
  const copy = useCopy()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className={classes.screen} role="alert">
      <EmptyState
        icon={<IconTool size={24} stroke={1.5} />}
        title={t('problem.title')}
        actions={
          <>
            <Button onClick={again}>{t('problem.again')}</Button>
            <Button variant="default" onClick={copyScreen}>
              {t('problem.copy')}
            </Button>
            <Button variant="default" onClick={() => void copy(describeFault(error))}>
              {t('problem.copyDetails')}
            </Button>
          </>
        }
      >
        {t('problem.body')}
      </EmptyState>
    </div>
  )
}

export function NotFound() {
  const t = useText('shell')
  return (
    <div className={classes.screen}>
      <EmptyState
        icon={<IconCompass size={24} stroke={1.5} />}
        title={t('notFound.title')}
        actions={
          <Button component={Link} to="/">
            {t('notFound.home')}
          </Button>
        }
      >
        {t('notFound.body')}
      </EmptyState>
    </div>
  )
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
