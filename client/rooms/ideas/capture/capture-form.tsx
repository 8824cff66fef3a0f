import { Button, Textarea } from '@mantine/core'
import { IconHash, IconPin } from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { type Capture, readCapture } from '#shared/rooms/ideas/capture/index.ts'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { type WordChip, WordChips } from '#client/ui/word-chips.tsx'
import { FromWords, useFromWordsKeys } from '../../from-words.tsx'
import { useIdeaActs } from '../use-idea-acts.ts'
import { messages } from './messages.ts'
import classes from './capture-form.module.css'

export interface CaptureFormProps {
  /** The words so far; kept by whoever shows the form, so that closing it loses nothing. */
  text: string
  setText: (text: string) => void
  saved?: () => void
  /** Out of the dialog around it. */
  leave?: () => void
  autoFocus?: boolean
  /** Help and buttons also while the field is empty. */
  isRoomy?: boolean
}

/**
 * One field: Enter saves, Shift+Enter begins a new line, `#words` become tags and `!!` pins. Words that read like a task can be saved as
 * one instead, with Ctrl/Cmd+Enter.
 */
export function CaptureForm(props: CaptureFormProps) {
  return (
    <RoomText room="ideaCapture" messages={messages}>
      <Form {...props} />
    </RoomText>
  )
}

function Form({ text, setText, saved, leave, autoFocus = false, isRoomy = false }: CaptureFormProps) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const field = useRef<HTMLTextAreaElement>(null)
  const [isSaving, setSaving] = useState(false)
  const words = useCaptureWords(text)
  const offer = useFromWordsKeys()
  const empty = () => {
    setText('')
    words.forget()
    saved?.()
  }
  const save = async () => {
    if (isSaving || words.capture.text.trim() === '') return
    setSaving(true)
    const isStored = await acts.capture(words.capture)
    setSaving(false)
    if (isStored) empty()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') return leaveAsWords(event, [words.leaveAll(), offer.takeKey(event)], leave)
    if (offer.takeKey(event) || event.key !== 'Enter' || event.shiftKey) return undefined
    event.preventDefault()
    return void save()
  }
  const isStarted = words.capture.text.trim() !== ''
  return (
    <div className={classes.form}>
      <Textarea
        ref={field}
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
        data-mantine-stop-propagation={leave !== undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <WordChips chips={words.chips} putBack={words.putBack} field={field} />
      <FromWords text={text} field={field} taken={empty} handle={offer.handle} />
      {(isStarted || isRoomy) && <Foot isStarted={isStarted} isSaving={isSaving} save={() => void save()} />}
    </div>
  )
}

/** The first Escape is for the words, the next one for the dialog around them. */
function leaveAsWords(event: KeyboardEvent, taken: readonly boolean[], leave?: () => void): void {
  if (!taken.includes(true)) return leave?.()
  event.preventDefault()
  event.stopPropagation()
}

function Foot({ isStarted, isSaving, save }: { isStarted: boolean; isSaving: boolean; save: () => void }) {
  const t = useText('ideas')
  const tCapture = useText('ideaCapture')
  return (
    <div className={classes.foot}>
      <span className={classes.hint}>{isStarted ? tCapture('keys') : t('capture.hint')}</span>
      <Button disabled={!isStarted} loading={isSaving} onClick={save}>
        {t('capture.save')}
      </Button>
    </div>
  )
}

interface CaptureWords {
  readonly capture: Capture
  readonly chips: readonly WordChip[]
  putBack(key: string): void
  /** False: there was nothing to leave as words. */
  leaveAll(): boolean
  forget(): void
}

/** What the text says besides itself; a chip's key is the word that says so. */
function useCaptureWords(text: string): CaptureWords {
  const tCapture = useText('ideaCapture')
  const [asWords, setAsWords] = useState<ReadonlySet<string>>(noWords)
  const capture = readCapture(text, asWords)
  const tags = capture.tags.map((tag): WordChip => {
    const word = `#${tag}`
    return { key: word, icon: IconHash, value: tag, title: tCapture('tag', { value: tag }), text: word }
  })
  const { pin } = capture
  const pins: WordChip[] =
    pin === undefined
      ? []
      : [{ key: pin, icon: IconPin, value: tCapture('pin'), title: tCapture('pinTitle'), text: pin }]
  const chips = [...tags, ...pins]
  const leave = (keys: readonly string[]) => setAsWords((before) => new Set([...before, ...keys]))
  return {
    capture,
    chips,
    putBack: (key) => leave([key]),
    leaveAll: () => {
      leave(chips.map(({ key }) => key))
      return chips.length > 0
    },
    forget: () => setAsWords(noWords),
  }
}

const noWords: ReadonlySet<string> = new Set()
