import { Button, Group, Modal, Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { useText } from './i18n.tsx'

export interface Question {
  /** A question that names the thing: `Delete "Plan"?` */
  title: string
  /** What will happen, and whether it can be undone. */
  body?: ReactNode
  /** A verb: `Delete`. */
  confirmLabel: string
  danger?: boolean
}

type Ask = (question: Question) => Promise<boolean>
const ConfirmContext = createContext<Ask | undefined>(undefined)

/** `if (await confirm({ title, confirmLabel, danger: true })) …`. For what cannot be undone; otherwise act, and announce with Undo. */
export function useConfirm(): Ask {
  const ask = useContext(ConfirmContext)
  if (!ask) throw new Error('useConfirm needs a ConfirmProvider above it')
  return ask
}

interface Asked extends Question {
  settle(answer: boolean): void
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>()
  const [isOpen, setOpen] = useState(false)
  const ask = useCallback<Ask>((question) => {
    setOpen(true)
    return new Promise<boolean>((resolve) => setAsked({ ...question, settle: resolve }))
  }, [])
  const answer = (value: boolean) => {
    asked?.settle(value)
    setOpen(false)
  }
  return (
    <ConfirmContext value={ask}>
      {children}
      <Modal opened={isOpen} onClose={() => answer(false)} title={asked?.title} size="sm" withCloseButton={false}>
        {asked && <ConfirmBody question={asked} answer={answer} />}
      </Modal>
    </ConfirmContext>
  )
}

function ConfirmBody({ question, answer }: { question: Question; answer: (value: boolean) => void }) {
  const t = useText('ui')
  return (
    <>
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
    </>
  )
}
