import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react'
import type { Idea } from '#shared/rooms/ideas/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useIdeaActs } from '../use-idea-acts.ts'

interface CardKeysOptions {
  ideas: readonly Idea[]
  edit: (idea: Idea) => void
  open: (idea: Idea) => void
}

/** The keyboard among cards: letters wherever nobody types, arrows on a card. */
export function useCardKeys({ ideas, edit, open }: CardKeysOptions) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const [picked, setPicked] = useState<string>()
  const canWrite = useCanWrite(ideas.find((idea) => idea.id === picked)?.id)
  const cards = useRef(new Map<string, HTMLElement>())
  const takeCard = useCallback((id: string, node: HTMLElement | null) => {
    if (node) cards.current.set(id, node)
    else cards.current.delete(id)
  }, [])
  const at = ideas.findIndex((idea) => idea.id === picked)
  const current = ideas[at]
  const focus = (id: string) => cards.current.get(id)?.focus()
  const go = (step: -1 | 1) => {
    const next = at < 0 ? ideas[0] : ideas[at + step]
    if (!next) return
    setPicked(next.id)
    focus(next.id)
  }
  const remove = () => {
    if (!current) return
    go(ideas[at + 1] ? 1 : -1)
    void acts.trash(current)
  }
  const group = t('shortcuts')
  const writing = { group, enabled: canWrite }
  useHotkey('j', t('keys.next'), () => go(1), { group })
  useHotkey('k', t('keys.previous'), () => go(-1), { group })
  useHotkey('o', t('keys.open'), () => current && open(current), { group })
  useHotkey('e', t('keys.edit'), () => current && edit(current), writing)
  useHotkey('p', t('keys.pin'), () => current && void acts.togglePin(current), writing)
  useHotkey('delete', t('keys.trash'), remove, writing)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.idea === undefined) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowRight') go(1)
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') go(-1)
    else if (event.key === 'Backspace' && canWrite) remove()
    else return
    event.preventDefault()
  }
  const onFocus = (event: FocusEvent) => {
    const id = event.target.closest<HTMLElement>('[data-idea]')?.dataset.idea
    if (id) setPicked(id)
  }
  return { currentId: current?.id ?? ideas[0]?.id, focus, takeCard, onKeyDown, onFocus }
}
