import { Combobox, Pill, useCombobox } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, memo, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries, matchTitle, setDocumentTags } from '#shared/rooms/documents/index.ts'
import { useQuery, useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import classes from './tag-field.module.css'

interface TagFieldProps {
  id: ReplicaId
  tags: readonly string[]
  canWrite: boolean
}

const suggestionLimit = 8

/** The document's tags as pills, and a field that adds one: Enter or a comma ends it, Backspace takes the last away. */
export const TagField = memo(function TagField({ id, tags, canWrite }: TagFieldProps) {
  const t = useText('documents')
  const run = useRun()
  const set = (next: readonly string[]) => void run(setDocumentTags, { id, tags: [...next] })
  if (!canWrite && tags.length === 0) return null
  return (
    <div className={classes.tags} role="group" aria-label={t('screen.tags')}>
      {tags.map((tag) => (
        <Pill
          key={tag}
          size="sm"
          className={classes.tag}
          withRemoveButton={canWrite}
          onRemove={() => set(tags.filter((each) => each !== tag))}
          removeButtonProps={{ 'aria-label': t('screen.removeTag', { tag }), 'aria-hidden': false, tabIndex: 0 }}
        >
          {tag}
        </Pill>
      ))}
      {canWrite && <NewTag tags={tags} set={set} />}
    </div>
  )
}, isSame)

/** The row is projected again at every key in the text. */
function isSame(a: TagFieldProps, b: TagFieldProps): boolean {
  return a.id === b.id && a.canWrite === b.canWrite && a.tags.join('\n') === b.tags.join('\n')
}

function NewTag({ tags, set }: { tags: readonly string[]; set: (next: readonly string[]) => void }) {
  const t = useText('documents')
  const [typed, setTyped] = useState('')
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const add = (written: string) => {
    const tag = written.replace(/^#/, '').trim().slice(0, 60)
    setTyped('')
    combobox.closeDropdown()
    if (tag && !tags.includes(tag)) set([...tags, tag])
  }
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    const isPicking = event.key === 'Enter' && combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0
    if ((event.key === 'Enter' && !isPicking) || event.key === ',') {
      event.preventDefault()
      add(typed)
    }
    if (event.key === 'Backspace' && typed === '' && tags.length > 0) set(tags.slice(0, -1))
  }
  return (
    <Combobox store={combobox} onOptionSubmit={add} position="bottom-start" width={220}>
      <Combobox.Target>
        <span className={classes.new}>
          <IconPlus size={12} aria-hidden />
          <input
            className={classes.field}
            aria-label={t('screen.addTag')}
            placeholder={t('screen.addTag')}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              combobox.openDropdown()
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => add(typed)}
            onKeyDown={keys}
          />
        </span>
      </Combobox.Target>
      {combobox.dropdownOpened && <OfferedTags tags={tags} typed={typed} />}
    </Combobox>
  )
}

function OfferedTags({ tags, typed }: { tags: readonly string[]; typed: string }) {
  const all = useQuery(documentQueries.documentTags)
  const offered = all.filter((tag) => !tags.includes(tag) && matchTitle(tag, typed) > 0).slice(0, suggestionLimit)
  return (
    <Combobox.Dropdown hidden={offered.length === 0}>
      <Combobox.Options>
        {offered.map((tag) => (
          <Combobox.Option key={tag} value={tag} onMouseDown={(event) => event.preventDefault()}>
            {tag}
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  )
}
