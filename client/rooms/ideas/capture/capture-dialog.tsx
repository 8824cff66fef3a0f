import { Modal } from '@mantine/core'
import { useDraft } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { CaptureForm } from './capture-form.tsx'

/** Capture from anywhere. Words that were not saved are still there when it opens again, also after a reload. */
export function CaptureDialog() {
  const t = useText('ideas')
  const { isOpen, hide } = useOverlay('ideas.capture')
  const [text, setText] = useDraft('ideas.dialog')
  return (
    <Modal opened={isOpen} onClose={hide} title={t('capture.label')} centered={false} yOffset="16vh" size="lg">
      <CaptureForm text={text} setText={setText} saved={hide} leave={hide} autoFocus isRoomy />
    </Modal>
  )
}
