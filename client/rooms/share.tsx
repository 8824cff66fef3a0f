import { Button, Menu } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { type Shared, sharingOverlay } from './shared-thing.ts'

/** Opens the sharing of something, from its menu. */
export function ShareItem({ replica, title }: { replica: ReplicaId; title: string }) {
  const t = useText('sharing')
  const { show } = useOverlay<Shared>(sharingOverlay)
  return (
    <Menu.Item leftSection={<IconUserPlus size={16} stroke={1.75} />} onClick={() => show({ replica, title })}>
      {t('open')}
    </Menu.Item>
  )
}

/** The same from the bar above the thing. */
export function ShareButton({ replica, title }: { replica: ReplicaId; title: string }) {
  const t = useText('sharing')
  const isPhone = useIsPhone()
  const { show } = useOverlay<Shared>(sharingOverlay)
  const open = () => show({ replica, title })
  if (isPhone) {
    return (
      <IconButton label={t('share')} size="lg" onClick={open}>
        <IconUserPlus size={18} stroke={1.6} />
      </IconButton>
    )
  }
  return (
    <Button size="compact-sm" variant="default" onClick={open}>
      {t('share')}
    </Button>
  )
}
