import { Button } from '@mantine/core'
import { IconCloudOff, IconDeviceLaptop, IconLock, IconUser } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** In place of the dialog's body: why there is no sharing now, and the way out where there is one. */
export function NotNow({ why, close, again }: { why: Reason; close: () => void; again?: () => void }) {
  const t = useText('sharing')
  const { id } = useWorkspace()
  const section = sections[why]
  const Icon = icons[why]
  return (
    <EmptyState
      isCertain
      icon={<Icon size={24} stroke={1.5} />}
      title={t(`notNow.${why}.title`)}
      actions={
        section ? (
          <Button component={Link} to={`/w/${id}/settings/${section}`} onClick={close}>
            {t(`notNow.${why as 'local' | 'signedOut'}.action`)}
          </Button>
        ) : (
          again && <Button onClick={again}>{t('again')}</Button>
        )
      }
    >
      {t(`notNow.${why}.body`)}
    </EmptyState>
  )
}

type Reason = 'local' | 'signedOut' | 'offline' | 'notYours'

const icons = { local: IconDeviceLaptop, signedOut: IconUser, offline: IconCloudOff, notYours: IconLock }
const sections: Partial<Record<Reason, string>> = { local: 'sync', signedOut: 'account' }
