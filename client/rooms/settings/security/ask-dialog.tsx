import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import classes from '../settings.module.css'

interface AskDialogProps {
  title: string
  body?: ReactNode
  action: string
  danger?: boolean
  attempt: { problem: string | undefined; isBusy: boolean }
  /** Beside the buttons. */
  aside?: ReactNode
  submit: () => void
  close: () => void
  children: ReactNode
}

/** A question with fields in a dialog: a refusal is said in it, and it stays open. */
export function AskDialog({ title, close, ...form }: AskDialogProps) {
  const isPhone = useIsPhone()
  return (
    <Modal opened onClose={close} title={title} size="md" fullScreen={isPhone}>
      <AskForm {...form} close={close} />
    </Modal>
  )
}

function AskForm({
  body,
  action,
  danger = false,
  attempt,
  aside,
  submit,
  close,
  children,
}: Omit<AskDialogProps, 'title'>) {
  const t = useText('security')
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    // A dialog may stand within the form of a page as far as React is concerned.
    event.stopPropagation()
    submit()
  }
  return (
    <form onSubmit={onSubmit} aria-busy={attempt.isBusy}>
      <Stack gap="md">
        {body && <p className={classes.rowHint}>{body}</p>}
        {children}
        {attempt.problem && (
          <Alert color="red" role="alert">
            {attempt.problem}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          {aside}
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={attempt.isBusy} {...(danger && { color: 'red' })}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
