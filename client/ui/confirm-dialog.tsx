import { Button, Group, Modal, Text } from '@mantine/core'
import type { Question } from './confirm.tsx'
import { useEscapeOnTop } from './escape-layers.tsx'
import { useText } from './i18n.tsx'

export interface ConfirmDialogProps {
  question: Question
  isOpen: boolean
  answer: (value: boolean) => void
}

/** It stays in the page once it was asked for, so its place among later dialogs has to be said. Menus are at 300. */
const aboveOtherDialogs = 250

export function ConfirmDialog({ question, isOpen, answer }: ConfirmDialogProps) {
  const t = useText('ui')
  useEscapeOnTop(isOpen, () => answer(false))
  return (
    <Modal
      opened={isOpen}
      onClose={() => answer(false)}
      title={question.title}
      size="sm"
      withCloseButton={false}
      zIndex={aboveOtherDialogs}
    >
      {question.body && (
        <Text c="dimmed" component="div">
          {question.body}
        </Text>
      )}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={() => answer(false)}>
          {t('cancel')}
        </Button>
        <Button data-autofocus {...(question.danger && { color: 'red' })} onClick={() => answer(true)}>
          {question.confirmLabel}
        </Button>
      </Group>
    </Modal>
  )
}
