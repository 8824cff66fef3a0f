import { Button, Menu, TextInput } from '@mantine/core'
import { IconBookmark, IconBookmarkOff, IconDots, IconPencil, IconRestore } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { NamedVersion } from '#shared/rooms/versions/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import type { Entry } from './entries.ts'
import { useVersionActs } from './use-version-acts.ts'
import classes from './version-detail.module.css'

export interface VersionActionsProps {
  entry: Entry
  of: ReplicaId
  /** The thing as it was. */
  copy: Replica
}

/** What can be done with a version; who may only read has none of it. */
export function VersionActions({ entry, of, copy }: VersionActionsProps) {
  const t = useText('versions')
  const canWrite = useCanWrite(of)
  const acts = useVersionActs(of)
  const [isNaming, setNaming] = useState<boolean>()
  // The field takes the focus along when it goes.
  const back = isNaming === false ? takeFocus : undefined
  if (!canWrite) return null
  if (isNaming) {
    const save = async (name: string) => {
      const isDone = entry.named ? await acts.rename(entry.named, name) : await acts.name(entry, copy, name)
      if (isDone) setNaming(false)
    }
    return <NameForm name={entry.named?.value.name ?? ''} save={save} cancel={() => setNaming(false)} />
  }
  return (
    <div className={classes.actions}>
      {entry.named ? (
        <NamedMenu named={entry.named} rename={() => setNaming(true)} remove={acts.remove} focus={back} />
      ) : (
        <Button
          ref={back}
          variant="default"
          size="compact-sm"
          leftSection={<IconBookmark size={14} stroke={1.75} />}
          onClick={() => setNaming(true)}
        >
          {t('name')}
        </Button>
      )}
      {!entry.isNow && (
        <Button
          size="compact-sm"
          leftSection={<IconRestore size={14} stroke={1.75} />}
          onClick={() => void acts.restore(entry, copy)}
        >
          {t('restore')}
        </Button>
      )}
    </div>
  )
}

interface NameFormProps {
  name: string
  save: (name: string) => Promise<void>
  cancel: () => void
}

function NameForm({ name, save, cancel }: NameFormProps) {
  const t = useText('versions')
  const [typed, setTyped] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') void save(typed)
  }
  return (
    <form
      className={classes.naming}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        cancel()
      }}
    >
      <TextInput
        ref={takeFocus}
        size="xs"
        aria-label={t('nameLabel')}
        placeholder={t('namePlaceholder')}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" size="compact-sm" disabled={typed.trim() === ''}>
        {t('nameSave')}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={cancel}>
        {t('nameCancel')}
      </Button>
    </form>
  )
}

function takeFocus(element: HTMLElement | null): void {
  element?.focus()
}

interface NamedMenuProps {
  named: NamedVersion
  rename: () => void
  remove: (named: NamedVersion) => Promise<void>
  focus: ((button: HTMLElement | null) => void) | undefined
}

function NamedMenu({ named, rename, remove, focus }: NamedMenuProps) {
  const t = useText('versions')
  return (
    // The name field takes the focus when it opens; the menu must not take it back.
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <IconButton ref={focus} label={t('more')}>
          <IconDots size={16} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} stroke={1.75} />} onClick={rename}>
          {t('rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBookmarkOff size={16} stroke={1.75} />} onClick={() => void remove(named)}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
