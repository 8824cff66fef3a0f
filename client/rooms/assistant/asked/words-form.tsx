import { Button, Textarea } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import classes from '../replies/replies.module.css'
import type { Asked } from '../use-conversation.ts'

export interface WordsFormProps {
  asked: Asked
  words: string
  change: (words: string) => void
  close: () => void
  /** The question was sent before these words were saved. */
  late: { readonly askAgent: ((text: string) => void) | undefined } | undefined
}

/** Other words for a question that waits. Enter saves them, Escape leaves it as it was; nothing else is closed by that. */
export function WordsForm({ asked, words, change, close, late }: WordsFormProps) {
  const t = useText('assistant')
  const run = useRun()
  const save = async () => {
    const text = words.trim()
    if (text === '') return
    if (late) late.askAgent?.(text)
    else if (!(await run(assistantCommands.editQuestion, { ...asked, text })).ok) return
    close()
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== 'Escape' && (event.key !== 'Enter' || event.shiftKey))) return
    event.preventDefault()
    if (event.key === 'Escape') close()
    else void save()
  }
  return (
    <>
      {late && <p role="status">{t('asked.sentBefore')}</p>}
      <Textarea
        autosize
        w="100%"
        ref={focusAtEnd}
        aria-label={t('asked.words')}
        value={words}
        maxLength={8_000}
        // What lies over everything on a phone would close with it.
        data-mantine-stop-propagation="true"
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div className={classes.buttons}>
        {(!late || late.askAgent) && (
          <Button size="compact-sm" disabled={words.trim() === ''} onClick={() => void save()}>
            {t(late ? 'asked.askWords' : 'asked.save')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={close}>
          {t(late ? 'asked.drop' : 'asked.leave')}
        </Button>
      </div>
    </>
  )
}

function focusAtEnd(node: HTMLTextAreaElement | null): void {
  node?.focus({ preventScroll: true })
  node?.setSelectionRange(node.value.length, node.value.length)
}
