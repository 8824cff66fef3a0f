import { Button } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** In place of the canvas when its code is neither on this device nor to be had. */
export function CanvasMissing() {
  const t = useText('whiteboards')
  return (
    <EmptyState
      isCertain
      icon={<IconCloudOff size={36} stroke={1.3} />}
      title={t('board.notStoredTitle')}
      actions={<Button onClick={() => location.reload()}>{t('board.tryAgain')}</Button>}
    >
      {t('board.notStoredText')}
    </EmptyState>
  )
}
