import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import classes from './parts.module.css'

export interface NamedQuestion {
  /** A question that names the thing. */
  readonly title: string
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[]
  /** What has to be typed. */
  readonly name: string
  readonly confirmLabel: string
  run(): Promise<unknown>
}

interface NamedConfirmProps {
  question: NamedQuestion | undefined
  close: () => void
}

/** For what cannot be taken back: the consequences, and the name typed by hand. */
export function NamedConfirm({ question, close }: NamedConfirmProps) {
  return (
    <Modal opened={question !== undefined} onClose={close} title={question?.title} size="md">
      {question && <Question key={question.title} question={question} close={close} />}
    </Modal>
  )
}

function Question({ question, close }: { question: NamedQuestion; close: () => void }) {
  const t = useText('organisation')
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    await question.run()
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <ul className={classes.points}>
          {question.consequences.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <TextInput
          data-autofocus
          autoComplete="off"
          label={t('confirmName', { name: question.name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={isBusy} disabled={!isSame(typed, question.name)}>
            {question.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Typing the name shows that it is the one that is meant; letter case and spaces at the ends show nothing. */
function isSame(typed: string, name: string): boolean {
  const plain = (text: string) => text.trim().toLocaleLowerCase()
  return plain(typed) === plain(name)
}
