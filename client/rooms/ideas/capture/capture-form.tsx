import { Button, Textarea } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { tagsIn } from '#shared/rooms/ideas/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useIdeaActs } from '../use-idea-acts.ts'
import classes from './capture-form.module.css'

export interface CaptureFormProps {
  /** The words so far; kept by whoever shows the form, so that closing it loses nothing. */
  text: string
  setText: (text: string) => void
  saved?: () => void
  autoFocus?: boolean
  /** Help and buttons also while the field is empty. */
  isRoomy?: boolean
}

/** One field: Enter saves, Shift+Enter begins a new line, `#words` become tags. */
export function CaptureForm({ text, setText, saved, autoFocus = false, isRoomy = false }: CaptureFormProps) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const [isSaving, setSaving] = useState(false)
  const save = async () => {
    if (isSaving || text.trim() === '') return
    setSaving(true)
    const isStored = await acts.capture(text)
    setSaving(false)
    if (!isStored) return
    setText('')
    saved?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void save()
  }
  const isStarted = text.trim() !== ''
  return (
    <div className={classes.form}>
      <Textarea
        autosize
        minRows={isRoomy ? 3 : 1}
        maxRows={12}
        variant="unstyled"
        aria-label={t('capture.label')}
        placeholder={t('capture.placeholder')}
        value={text}
        maxLength={50_000}
        enterKeyHint="done"
        classNames={{ input: classes.field }}
        {...(autoFocus && { 'data-autofocus': true })}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {(isStarted || isRoomy) && (
        <div className={classes.foot}>
          <CaptureHint text={text} />
          <Button size="compact-md" disabled={!isStarted} loading={isSaving} onClick={() => void save()}>
            {t('capture.save')}
          </Button>
        </div>
      )}
    </div>
  )
}

function CaptureHint({ text }: { text: string }) {
  const t = useText('ideas')
  const tags = tagsIn(text)
  if (tags.length === 0) return <span className={classes.hint}>{t('capture.hint')}</span>
  return (
    <ul className={classes.tags} aria-label={t('capture.tags')}>
      {tags.map((tag) => (
        <li key={tag} className={classes.tag}>
          #{tag}
        </li>
      ))}
    </ul>
  )
}
