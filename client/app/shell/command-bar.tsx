import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useState } from 'react'
import { useEscapeOnTop } from '#client/ui/escape-layers.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { useWorkspaces } from '#client/replica/index.ts'
import { useFinding } from '#client/rooms/search/finding/index.ts'
import { CommandOption } from './command-option.tsx'
import { type CommandSection, mostTexts, useCommandSections } from './use-command-sections.ts'
import classes from './command-bar.module.css'

/** One field for going, finding and doing (WAI-ARIA combobox: the focus stays in the field, the arrows choose). */
export function CommandBar() {
  const t = useText('shell')
  const { isOpen, hide } = useOverlay('shell.commands')
  useEscapeOnTop(isOpen, hide)
  return (
    <Modal
      opened={isOpen}
      onClose={hide}
      withCloseButton={false}
      centered={false}
      yOffset="12dvh"
      size={620}
      padding={0}
      attributes={{ content: { 'aria-label': t('commands.label') } }}
      classNames={{ content: classes.content ?? '', inner: classes.inner ?? '' }}
    >
      <CommandBody close={hide} />
    </Modal>
  )
}

function CommandBody({ close }: { close: () => void }) {
  const t = useText('shell')
  const id = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const { finding, ask } = useTexts()
  const sections = useCommandSections(query, finding.items)
  const entries = sections.flatMap((section) => section.entries)
  const current = Math.min(chosen, entries.length - 1)
  const run = (index: number) => {
    const entry = entries[index]
    if (!entry) return
    close()
    entry.run()
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') run(current)
    else if (event.key === 'ArrowDown') setChosen(current >= entries.length - 1 ? 0 : current + 1)
    else if (event.key === 'ArrowUp') setChosen(current <= 0 ? entries.length - 1 : current - 1)
    else return
    event.preventDefault()
  }
  return (
    <>
      <input
        autoFocus
        data-autofocus
        className={classes.field}
        role="combobox"
        aria-expanded
        aria-controls={`${id}list`}
        aria-activedescendant={entries[current] && `${id}${entries[current].id}`}
        aria-label={t('commands.label')}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        placeholder={t('commands.placeholder')}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          ask(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <CommandList
        id={id}
        sections={sections}
        currentId={entries[current]?.id}
        run={(entryId) => run(entries.findIndex((each) => each.id === entryId))}
      />
      {entries.length === 0 && <p className={classes.nothing}>{t('commands.nothing', { query })}</p>}
      <CommandHints />
    </>
  )
}

/** What the things of all workspaces say; of the documents of others, what the server knows and how they begin. */
function useTexts() {
  const { all: workspaces } = useWorkspaces()
  const isSeveral = workspaces.length > 1
  return useFinding(isSeveral ? 4 * mostTexts : mostTexts, { scope: isSeveral ? 'everywhere-shallow' : 'here' })
}

interface CommandListProps {
  id: string
  sections: readonly CommandSection[]
  currentId: string | undefined
  run: (entryId: string) => void
}

function CommandList({ id, sections, currentId, run }: CommandListProps) {
  const t = useText('shell')
  return (
    <div id={`${id}list`} role="listbox" aria-label={t('commands.results')} className={classes.list}>
      {sections.map((section) => (
        <div key={section.name} role="group" aria-labelledby={`${id}${section.name}`}>
          <div id={`${id}${section.name}`} className={classes.heading} role="presentation">
            {t(`commands.${section.name}`)}
          </div>
          {section.entries.map((entry) => (
            <CommandOption
              key={entry.id}
              id={`${id}${entry.id}`}
              entry={entry}
              isCurrent={entry.id === currentId}
              run={() => run(entry.id)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function CommandHints() {
  const t = useText('shell')
  return (
    <div className={classes.hints} aria-hidden>
      <Kbd combo="arrowup" /> <Kbd combo="arrowdown" /> {t('commands.hintMove')}
      <span className={classes.gap} />
      <Kbd combo="enter" /> {t('commands.hintRun')}
      <span className={classes.gap} />
      <Kbd combo="escape" /> {t('commands.hintClose')}
    </div>
  )
}
