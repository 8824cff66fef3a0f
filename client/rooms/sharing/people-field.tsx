import { Combobox, Pill, PillsInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconMail } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { isMeantBy } from '#shared/protocol/directory.ts'
import type { DirectoryEntry, ListPage } from '#shared/protocol/rest-admin.ts'
import { useSession, useWorkspace } from '#client/replica/index.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { useAnswer } from '../use-answer.tsx'
import { SubjectMark } from './grant-list.tsx'
import classes from './sharing.module.css'

interface PeopleFieldProps {
  chosen: readonly DirectoryEntry[]
  setChosen: (chosen: readonly DirectoryEntry[]) => void
}

const searchPauseMs = 150

/** A field for several people and teams, with the organisation's directory below it; a whole e-mail address will do as well. */
export function PeopleField({ chosen, setChosen }: PeopleFieldProps) {
  const t = useText('sharing')
  const { box, typed, query, type, add, keys } = usePeopleField({ chosen, setChosen })
  return (
    <Combobox store={box} onOptionSubmit={(value) => add(JSON.parse(value) as DirectoryEntry)}>
      <Combobox.DropdownTarget>
        <PillsInput label={t('add.label')} onClick={() => box.openDropdown()}>
          <Pill.Group>
            {chosen.map((entry) => (
              <Chosen
                key={entry.subject}
                entry={entry}
                leave={() => setChosen(chosen.filter((each) => each !== entry))}
              />
            ))}
            <Combobox.EventsTarget withExpandedAttribute>
              <PillsInput.Field
                data-autofocus
                className={classes.typed ?? ''}
                role="combobox"
                aria-label={t('add.label')}
                placeholder={chosen.length === 0 ? t('add.placeholder') : ''}
                value={typed}
                onChange={(event) => type(event.currentTarget.value)}
                onFocus={() => box.openDropdown()}
                onBlur={() => box.closeDropdown()}
                onKeyDown={keys}
              />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={typed.trim() === ''}>
        <Combobox.Options aria-label={t('add.label')}>
          {typed.trim() !== '' && <Suggestions query={query} typed={typed} chosen={chosen} />}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function usePeopleField({ chosen, setChosen }: PeopleFieldProps) {
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() })
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed.trim(), searchPauseMs)
  const type = (text: string) => {
    setTyped(text)
    box.openDropdown()
    box.resetSelectedOption()
  }
  const add = (entry: DirectoryEntry) => {
    if (!chosen.some(({ subject }) => subject === entry.subject)) setChosen([...chosen, entry])
    setTyped('')
    box.closeDropdown()
  }
  /** Enter without a choice by arrows: what was typed counts, or what was found first for exactly that. */
  const takeTyped = (address: string | undefined) => {
    if (address) add(entryOfAddress(address))
    else if (query === typed.trim() && box.selectFirstOption()) box.clickSelectedOption()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const address = addressIn(typed)
    const isEnd = [',', ' ', ';'].includes(event.key) && address !== undefined
    const isEnter = event.key === 'Enter' && typed.trim() !== '' && box.getSelectedOptionIndex() < 0
    if (isEnd || isEnter) {
      event.preventDefault()
      takeTyped(address)
    }
    if (event.key === 'Backspace' && typed === '') setChosen(chosen.slice(0, -1))
  }
  return { box, typed, query, type, add, keys }
}

function Chosen({ entry, leave }: { entry: DirectoryEntry; leave: () => void }) {
  const t = useText('sharing')
  return (
    <Pill
      withRemoveButton
      onRemove={leave}
      removeButtonProps={{ 'aria-label': t('add.remove', { name: entry.name }), 'aria-hidden': false, tabIndex: 0 }}
    >
      {entry.name}
    </Pill>
  )
}

interface SuggestionsProps {
  query: string
  typed: string
  chosen: readonly DirectoryEntry[]
}

function Suggestions({ query, typed, chosen }: SuggestionsProps) {
  const t = useText('sharing')
  const { items, isAsking } = useDirectory(query, typed)
  const address = addressIn(typed)
  const fresh = items.filter(({ subject }) => !chosen.some((each) => each.subject === subject))
  const invited = items.some(({ email }) => email === address) ? undefined : address
  if (fresh.length === 0 && !invited) {
    return <Combobox.Empty>{isAsking ? t('add.searching') : t('add.nobody')}</Combobox.Empty>
  }
  return (
    <>
      {fresh.map((entry) => (
        <Combobox.Option key={entry.subject} className={classes.found ?? ''} value={JSON.stringify(entry)}>
          <span className={classes.option}>
            <SubjectMark subject={entry.subject} name={entry.name} />
            <span className={classes.words}>
              <span className={classes.name}>{entry.name}</span>
              <span className={classes.hint}>{hintOf(entry, t)}</span>
            </span>
          </span>
        </Combobox.Option>
      ))}
      {invited && (
        <Combobox.Option className={classes.found ?? ''} value={JSON.stringify(entryOfAddress(invited))}>
          <span className={classes.option}>
            <span className={classes.mark} aria-hidden>
              <IconMail size={14} stroke={1.75} />
            </span>
            {t('add.invite', { email: invited })}
          </span>
        </Combobox.Option>
      )}
    </>
  )
}

/** Whom the words mean. Until the server says so for them, it is told from its first answer: nothing moves from under a pointer. */
function useDirectory(query: string, typed: string) {
  const organisation = useOrganisationHere()
  const pathOf = (words: string) => `orgs/${organisation}/directory?query=${encodeURIComponent(words)}`
  const first = useAnswer<ListPage<DirectoryEntry>>(pathOf(''))
  const found = useAnswer<ListPage<DirectoryEntry>>(pathOf(query))
  const known = found.status === 'ready' ? found : first
  const items = known.status === 'ready' ? known.value.items.filter((entry) => isMeantBy(entry, typed)) : []
  return { items, isAsking: found.status === 'loading' }
}

function hintOf({ kind, email = '', members = 0 }: DirectoryEntry, t: Text<'sharing'>): string {
  if (kind === 'team') return t('add.team', { count: members })
  return kind === 'everyone' ? t('add.everyone', { count: members }) : email
}

/** The organisation that the workspace belongs to, as the server last said. */
function useOrganisationHere(): string {
  const { id } = useWorkspace()
  const { session } = useSession()
  return session?.workspaces.find((workspace) => workspace.id === id)?.organisation ?? ''
}

function addressIn(typed: string): string | undefined {
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(typed.trim()) ? typed.trim().toLowerCase() : undefined
}

function entryOfAddress(email: string): DirectoryEntry {
  return { subject: email, kind: 'person', name: email, email }
}
