import { Popover } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import type { OpenSuggestion, SuggestionStore } from './suggestion-store.ts'
import classes from './suggestion-list.module.css'

export interface SuggestionOption {
  readonly id: string
  readonly group?: string
  readonly icon?: ReactNode
  readonly label: string
  readonly detail?: string
  choose(): void
}

interface SuggestionListProps {
  store: SuggestionStore
  open: OpenSuggestion
  label: string
  options: readonly SuggestionOption[]
  nothing: string
}

/** The list under the caret; on a phone it lies above the keyboard. Mount it with a key per query, so that the first is picked. */
export function SuggestionList({ store, open, label, options, nothing }: SuggestionListProps) {
  const isPhone = useIsPhone()
  const [picked, setPicked] = useState(0)
  const list = useId()
  const at = Math.min(picked, options.length - 1)
  const attach = (node: HTMLElement | null) => {
    if (!node) return undefined
    const giveBack = store.takeKeys(keysOf(options, at, setPicked))
    const letGo = pointAt(open.editor.view.dom, list, at)
    return () => {
      giveBack()
      letGo()
    }
  }
  const content = (
    <div
      ref={attach}
      id={list}
      role="listbox"
      aria-label={label}
      // It scrolls, so the keys can reach it; a press beside an option leaves them to the text.
      tabIndex={0}
      onPointerDown={(event) => event.preventDefault()}
      className={classes.list}
      data-phone={isPhone}
    >
      {options.length === 0 && <p className={classes.nothing}>{nothing}</p>}
      {options.map((option, index) => (
        <Option
          key={option.id}
          id={`${list}-${index}`}
          option={option}
          heading={option.group !== options[index - 1]?.group ? option.group : undefined}
          isPicked={index === at}
        />
      ))}
    </div>
  )
  if (isPhone) {
    return (
      <div className={classes.sheet} ref={(node) => (node ? keepCaretInSight(open) : undefined)}>
        {content}
      </div>
    )
  }
  const rect = open.rect()
  return (
    <Popover opened position="bottom-start" offset={6} trapFocus={false} returnFocus={false} withRoles={false}>
      <Popover.Target>
        <span
          className={classes.anchor}
          style={{ left: rect?.left ?? 0, top: rect?.top ?? 0, height: rect?.height ?? 0 }}
        />
      </Popover.Target>
      <Popover.Dropdown p={0}>{content}</Popover.Dropdown>
    </Popover>
  )
}

function keysOf(options: readonly SuggestionOption[], at: number, pick: (at: number) => void) {
  return (event: KeyboardEvent): boolean => {
    if (options.length === 0) return false
    if (event.key === 'ArrowDown') pick((at + 1) % options.length)
    else if (event.key === 'ArrowUp') pick((at - 1 + options.length) % options.length)
    else if (event.key === 'Enter' || event.key === 'Tab') options[at]?.choose()
    else return false
    return true
  }
}

/** The keys stay in the text; what they move in the list is said of the text. */
function pointAt(text: HTMLElement, list: string, at: number): () => void {
  text.setAttribute('aria-controls', list)
  text.setAttribute('aria-activedescendant', `${list}-${at}`)
  return () => {
    text.removeAttribute('aria-controls')
    text.removeAttribute('aria-activedescendant')
  }
}

function keepCaretInSight({ editor }: OpenSuggestion): () => void {
  const frame = requestAnimationFrame(() => !editor.isDestroyed && editor.commands.scrollIntoView())
  return () => cancelAnimationFrame(frame)
}

interface OptionProps {
  option: SuggestionOption
  id: string
  heading: string | undefined
  isPicked: boolean
}

function Option({ option, id, heading, isPicked }: OptionProps) {
  return (
    <>
      {heading && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      <div
        id={id}
        role="option"
        aria-selected={isPicked}
        className={classes.option}
        ref={isPicked ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
        // The caret stays in the text.
        onPointerDown={(event) => event.preventDefault()}
        onClick={option.choose}
      >
        {option.icon && (
          <span className={classes.icon} aria-hidden>
            {option.icon}
          </span>
        )}
        <span className={classes.label}>{option.label}</span>
        {option.detail && <span className={classes.detail}>{option.detail}</span>}
      </div>
    </>
  )
}
