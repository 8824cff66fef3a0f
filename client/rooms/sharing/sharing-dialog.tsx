import { Modal } from '@mantine/core'
import { useSession, useWorkspace } from '#client/replica/index.ts'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { type Shared, sharingOverlay } from '../shared-thing.ts'
import { AnswersProvider } from '../use-answer.tsx'
import { NotNow } from './not-now.tsx'
import { messages } from './messages.ts'
import { SharingPanel } from './sharing-panel.tsx'

export function SharingDialog() {
  const { isOpen, given, hide } = useOverlay<Shared>(sharingOverlay)
  if (!isOpen || !given) return null
  return (
    <RoomText room="sharing" messages={messages}>
      <AnswersProvider>
        <Dialog shared={given} close={hide} />
      </AnswersProvider>
    </RoomText>
  )
}

function Dialog({ shared, close }: { shared: Shared; close: () => void }) {
  const t = useText('sharing')
  const isPhone = useIsPhone()
  return (
    <Modal opened onClose={close} title={t('title', { title: shared.title })} size={560} fullScreen={isPhone}>
      <Body shared={shared} close={close} />
    </Modal>
  )
}

function Body({ shared, close }: { shared: Shared; close: () => void }) {
  const { isLocal } = useWorkspace()
  const { status, session } = useSession()
  if (isLocal) return <NotNow why="local" close={close} />
  if (status === 'signed-out' || (status !== 'unknown' && !session?.account)) {
    return <NotNow why="signedOut" close={close} />
  }
  return <SharingPanel shared={shared} close={close} />
}
