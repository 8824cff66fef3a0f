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
  const keys = (event: KeyboardEvent): boolean => {
    if (options.length === 0) return false
    if (event.key === 'ArrowDown') setPicked((at + 1) % options.length)
    else if (event.key === 'ArrowUp') setPicked((at - 1 + options.length) % options.length)
    else if (event.key === 'Enter' || event.key === 'Tab') options[at]?.choose()
    else return false
    return true
  }
  const dom = open.editor.view.dom
  const attach = (node: HTMLElement | null) => {
    if (!node) return undefined
    const giveBack = store.takeKeys(keys)
    dom.setAttribute('aria-controls', list)
    dom.setAttribute('aria-activedescendant', `${list}-${at}`)
    return () => {
      giveBack()
      dom.removeAttribute('aria-controls')
      dom.removeAttribute('aria-activedescendant')
    }
  }
  const content = (
    <div ref={attach} id={list} role="listbox" aria-label={label} className={classes.list} data-phone={isPhone}>
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
