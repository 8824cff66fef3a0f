import { Button } from '@mantine/core'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Asked } from '../use-conversation.ts'

export function AskAgain({ asked }: { asked: Asked }) {
  const t = useText('assistant')
  const run = useRun()
  return (
    <Button size="compact-sm" variant="default" onClick={() => void run(assistantCommands.askAgain, asked)}>
      {t('asked.again')}
    </Button>
  )
}

export function TakeBack({ asked }: { asked: Asked }) {
  const t = useText('assistant')
  const run = useRun()
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => void run(assistantCommands.cancelQuestion, asked)}>
      {t('asked.takeBack')}
    </Button>
  )
}

/** `isFocused`: it stands where somebody has just been. */
export function EditWords({ edit, isFocused }: { edit: () => void; isFocused: boolean }) {
  const t = useText('assistant')
  return (
    <Button size="compact-sm" variant="default" ref={isFocused ? focusOnce : undefined} onClick={edit}>
      {t('asked.edit')}
    </Button>
  )
}

function focusOnce(node: HTMLButtonElement | null): void {
  node?.focus({ preventScroll: true })
}
