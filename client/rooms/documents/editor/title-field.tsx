import { type KeyboardEvent, type RefCallback, useCallback, useRef, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { renameDocument } from '#shared/rooms/documents/index.ts'
import { useHeldInput, useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import classes from './title-field.module.css'

interface TitleFieldProps {
  id: ReplicaId
  title: string
  canWrite: boolean
  /** Enter and the arrow down go on into the text. */
  leave: () => void
}

const restMs = 300

/** The title, large. It is stored when typing rests, when the field is left, and when the screen goes away. */
export function TitleField({ id, title, canWrite, leave }: TitleFieldProps) {
  const t = useText('documents')
  const { draft, type, commit, flush } = useTitleDraft(id, title)
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    const { selectionEnd, value } = event.currentTarget
    const goesDown = event.key === 'ArrowDown' && selectionEnd === value.length
    if (event.key !== 'Enter' && !goesDown) return
    event.preventDefault()
    commit()
    leave()
  }
  return (
    <textarea
      ref={flush}
      className={classes.title}
      dir="auto"
      rows={1}
      maxLength={500}
      readOnly={!canWrite}
      aria-label={t('screen.title')}
      placeholder={t('untitled')}
      // A new document begins with its title.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={canWrite && title === ''}
      value={draft ?? title}
      onChange={(event) => type(event.currentTarget.value.replace(/\s*\n\s*/g, ' '))}
      onBlur={commit}
      onKeyDown={keys}
    />
  )
}

function useTitleDraft(id: ReplicaId, title: string) {
  const run = useRun()
  const [draft, setDraft] = useState<string>()
  const waiting = useRef<{ text: string; timer: ReturnType<typeof setTimeout> }>(undefined)
  useHeldInput(() => {
    const input = waiting.current && { id, title: waiting.current.text }
    return input && { command: renameDocument, input, words: input.title, from: { id, path: ['title'], was: title } }
  })
  const commit = useCallback(() => {
    const last = waiting.current
    if (!last) return
    clearTimeout(last.timer)
    waiting.current = undefined
    void run(renameDocument, { id, title: last.text }).then(() => {
      // What was typed meanwhile stays; otherwise the row shows the title now.
      if (!waiting.current) setDraft(undefined)
    })
  }, [run, id])
  const type = (text: string) => {
    setDraft(text)
    clearTimeout(waiting.current?.timer)
    waiting.current = { text, timer: setTimeout(commit, restMs) }
  }
  const flush = useCallback<RefCallback<HTMLElement>>((node) => (node ? commit : undefined), [commit])
  return { draft: draft === title ? undefined : draft, type, commit, flush }
}
