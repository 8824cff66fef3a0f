import { Button, Group, Stack, TextInput } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'

interface DialogFormProps {
  /** What the button says that sends the form. */
  action: string
  submit: () => Promise<void>
  isBusy: boolean
  /** False: there is something that has to be filled in first. */
  isReady: boolean
  /** Beside it a button that leaves without doing anything. */
  cancel?: { label: string; run: () => void }
  children: ReactNode
}

/** The inside of a dialog that asks for something: fields, one below the other, and the button at the end. */
export function DialogForm({ action, submit, isBusy, isReady, cancel, children }: DialogFormProps) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    void submit()
  }
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        {children}
        <Group justify="flex-end" gap="xs">
          {cancel && (
            <Button variant="default" onClick={cancel.run}>
              {cancel.label}
            </Button>
          )}
          <Button type="submit" loading={isBusy} disabled={!isReady}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface NameFieldProps {
  label: string
  hint?: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
}

/** What is to be named, asked for first. */
export function NameField({ label, hint, placeholder, value, onChange }: NameFieldProps) {
  return (
    <TextInput
      data-autofocus
      required
      maxLength={120}
      label={label}
      description={hint}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
