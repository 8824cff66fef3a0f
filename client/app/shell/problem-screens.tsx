import { Button } from '@mantine/core'
import { IconCompass, IconTool } from '@tabler/icons-react'
import { type ErrorComponentProps, Link, type NotFoundRouteProps, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { textOnScreen } from './text-on-screen.ts'
import classes from './problem-screens.module.css'

/** In place of a room that threw. The frame around it goes on working. */
export function RoomProblem({ error, reset }: ErrorComponentProps) {
  const t = useText('shell')
  const router = useRouter()
  // This first render comes before the failed screen leaves the page: what was typed there can still be read.
  const [typed] = useState(() => textOnScreen(document.getElementById('content') ?? document))
  const copy = useCopy()
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className={classes.screen} role="alert">
      <EmptyState
        isPage
        icon={<IconTool size={24} stroke={1.5} />}
        title={t('problem.title')}
        actions={
          <>
            <Button onClick={again}>{t('problem.again')}</Button>
            {typed !== '' && (
              <Button variant="default" onClick={() => void copy(typed, t('banner.copiedText'))}>
                {t('problem.copy')}
              </Button>
            )}
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
  return <Nowhere name="notFound" />
}

/** An address that leads nowhere, and the way home. */
function Nowhere({ name }: { name: 'notFound' | 'workspaceMissing' }) {
  const t = useText('shell')
  return (
    <div className={classes.screen}>
      <EmptyState
        isPage
        icon={<IconCompass size={24} stroke={1.5} />}
        title={t(`nowhere.${name}.title`)}
        actions={
          <Button component={Link} to="/">
            {t(`nowhere.${name}.home`)}
          </Button>
        }
      >
        {t(`nowhere.${name}.body`)}
      </EmptyState>
    </div>
  )
}

/** When the device's storage does not open there is no frame and no room: one sentence and one button. */
export function StartProblem({ error }: { error: unknown }) {
  const t = useText('shell')
  return (
    <div className={classes.screen} role="alert">
      <EmptyState
        isPage
        icon={<IconTool size={24} stroke={1.5} />}
        title={t('start.title')}
        actions={<Button onClick={() => location.reload()}>{t('start.reload')}</Button>}
      >
        {error instanceof Error ? error.message : String(error)}
      </EmptyState>
    </div>
  )
}

/** What a route says that was asked for a workspace which this device does not have. */
export const workspaceMissing = 'workspace-missing'

/** Nothing at this address, in this workspace or because there is no such workspace here. */
export function NothingInWorkspace({ data }: NotFoundRouteProps) {
  return data === workspaceMissing ? <Nowhere name="workspaceMissing" /> : <NotFound />
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
