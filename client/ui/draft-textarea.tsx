import { Textarea, type TextareaProps } from '@mantine/core'
import { useDebouncedCallback, useMergedRef } from '@mantine/hooks'
import { type FocusEvent, type Ref, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { mergeText } from '#shared/kit/merge-text.ts'

export interface DraftTextareaProps extends Omit<TextareaProps, 'value' | 'defaultValue' | 'onChange' | 'ref'> {
  /** The stored text; it may change under the hands of the person who types. */
  value: string
  /**
   * Stores the text that grew out of `base`, and answers what is stored now; undefined: it was not stored, and the words stay in the field.
   * Called while typing rests, and when the field is left.
   */
  onSave: (text: string, base: string) => Promise<string | undefined>
  ref?: Ref<HTMLTextAreaElement>
  /** Told what is typed and not stored yet. */
  onHold?: (draft: Draft | undefined) => void
}

export interface Draft {
  readonly text: string
  readonly base: string
}

/** A text field over stored text that others edit too: what is typed is kept soon, and what comes in meanwhile is merged, not overwritten. */
export function DraftTextarea({ value, onSave, onBlur, ref, onHold, ...rest }: DraftTextareaProps) {
  const [draft, setDraft] = useState<Draft>()
  const latest = useRef<Draft | undefined>(undefined)
  const keep = (next: Draft | undefined) => {
    latest.current = next
    onHold?.(next && next.text !== next.base ? next : undefined)
    setDraft(next)
  }
  const save = async () => {
    const sent = latest.current
    if (!sent || sent.text === sent.base) return
    const stored = await onSave(sent.text, sent.base)
    const now = latest.current
    if (stored === undefined || !now) return
    keep({ text: mergeText({ base: sent.text, mine: now.text, theirs: stored }), base: stored })
  }
  const saveSoon = useDebouncedCallback(() => void save(), { delay: 400, flushOnUnmount: true })
  const isDirty = draft !== undefined && draft.text !== draft.base
  const shown = isDirty ? draft.text : value
  const { field, wasTyped } = useSteadyCaret(shown)
  return (
    <Textarea
      {...rest}
      ref={useMergedRef(ref, field)}
      value={shown}
      onChange={(event) => {
        wasTyped()
        keep({ text: event.currentTarget.value, base: isDirty ? draft.base : value })
        saveSoon()
      }}
      onBlur={(event: FocusEvent<HTMLTextAreaElement>) => {
        saveSoon.flush()
        onBlur?.(event)
      }}
    />
  )
}

/** The browser sends the caret to the end when a text changes that nobody typed; this puts it back beside the same words. */
function useSteadyCaret(text: string) {
  const field = useRef<HTMLTextAreaElement | null>(null)
  const before = useRef({ text, start: 0, end: 0 })
  const remember = useCallback(() => {
    const node = field.current
    if (node) before.current = { text: node.value, start: node.selectionStart, end: node.selectionEnd }
  }, [])
  useLayoutEffect(() => {
    const { text: was, start, end } = before.current
    if (was !== text && document.activeElement === field.current)
      field.current?.setSelectionRange(shifted(start, was, text), shifted(end, was, text))
    remember()
    document.addEventListener('selectionchange', remember)
    return () => document.removeEventListener('selectionchange', remember)
  }, [text, remember])
  // The event of the selection comes late: by then a typed letter looks like one of somebody else's, before the caret.
  return { field, wasTyped: remember }
}

/** Where an offset of `was` lies in `text`, which differs from it in one stretch. */
function shifted(offset: number, was: string, text: string): number {
  let same = 0
  while (same < offset && was[same] === text[same]) same += 1
  return same === offset ? offset : Math.max(same, offset + text.length - was.length)
}
