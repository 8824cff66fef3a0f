import { ActionIcon, Textarea } from '@mantine/core'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useRef } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { FromWords, useFromWordsKeys } from '../../from-words.tsx'
import type { Here } from '../use-here.ts'
import { keepFocusInside } from './keep-focus.ts'
import classes from './assistant-panel.module.css'

/** What is typed and not sent, and how to change it; kept by whoever stays while the panel is closed. */
export type Draft = readonly [text: string, setText: (text: string) => void]

export interface ComposerProps {
  ask: (text: string) => void
  draft: Draft
  here: Here | undefined
  dropHere: () => void
}

export function Composer({ ask, draft: [text, setText], here, dropHere }: ComposerProps) {
  const t = useText('assistant')
  const field = useRef<HTMLTextAreaElement>(null)
  const hold = useCallback((node: HTMLTextAreaElement | null) => {
    field.current = node
    return focusWhileOpen(node)
  }, [])
  const offer = useFromWordsKeys()
  const send = () => {
    if (text.trim() === '') return
    ask(text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (offer.takeKey(event) || event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className={classes.foot}>
      {here && <ContextChip here={here} drop={dropHere} />}
      <div className={classes.field}>
        <Textarea
          ref={hold}
          data-autofocus
          autosize
          minRows={1}
          maxRows={6}
          variant="unstyled"
          className={classes.input ?? ''}
          aria-label={t('panel.field')}
          placeholder={t('panel.placeholder')}
          value={text}
          maxLength={300}
          enterKeyHint="send"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <ActionIcon size="lg" radius="md" aria-label={t('panel.send')} disabled={text.trim() === ''} onClick={send}>
          <IconArrowUp size={18} stroke={2} />
        </ActionIcon>
      </div>
      <FromWords text={text} field={field} taken={() => setText('')} handle={offer.handle} />
    </div>
  )
}

/** Whoever opens the panel wants to type, and goes on where he was when it closes: unless he is elsewhere by then. */
function focusWhileOpen(node: HTMLTextAreaElement | null) {
  let before = document.activeElement
  const panel = node?.closest<HTMLElement>('aside')
  node?.focus({ preventScroll: true })
  const stopInsisting = node && insistOnFocus(node, (taker) => (before = taker))
  const stopKeeping = panel && keepFocusInside(panel, () => node)
  return () => {
    stopInsisting?.()
    stopKeeping?.()
    if (!panel?.contains(document.activeElement)) return
    const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected
    const place = isThere ? (before as HTMLElement) : pageOf()
    place?.focus({ preventScroll: true })
  }
}

/** A dialog by which the panel was opened gives the focus back to where it came from when it has closed, which is after the panel is there. */
function insistOnFocus(node: HTMLElement, taken: (taker: Element) => void): () => void {
  const stop = () => {
    node.removeEventListener('blur', again)
    document.removeEventListener('keydown', stop, { capture: true })
    document.removeEventListener('pointerdown', stop, { capture: true })
  }
  const again = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Element) taken(relatedTarget)
    queueMicrotask(() => node.focus({ preventScroll: true }))
  }
  node.addEventListener('blur', again)
  // From then on the focus is where the person moves it.
  document.addEventListener('keydown', stop, { capture: true })
  document.addEventListener('pointerdown', stop, { capture: true })
  return stop
}

function pageOf(): HTMLElement | null {
  return document.querySelector('main')
}

function ContextChip({ here: { title }, drop }: { here: Here; drop: () => void }) {
  const t = useText('assistant')
  return (
    <ul className={classes.chips} aria-label={t('panel.context')}>
      <li className={classes.chip}>
        <span>{title}</span>
        <IconButton label={t('panel.dropContext', { title })} size="xs" onClick={drop}>
          <IconX size={12} stroke={2} />
        </IconButton>
      </li>
    </ul>
  )
}
