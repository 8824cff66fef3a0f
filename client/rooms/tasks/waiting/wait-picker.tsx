import { Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskCommands, type Task } from '#shared/rooms/tasks/index.ts'
import { useQuery, useRun } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { candidates } from './queries.ts'
import classes from './waiting.module.css'

interface WaitPickerProps {
  task: Task
  field: RefObject<HTMLInputElement | null>
  say: (words: string) => void
}

const mostShown = 50

/** A field that finds open tasks by their titles. Nothing is looked up before somebody is in it. */
export function WaitPicker({ task, field, say }: WaitPickerProps) {
  const t = useText('tasks')
  const tWaiting = useText('taskWaiting')
  const run = useRun()
  const [isOpen, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const found = useQuery(candidates, isOpen ? task.id : null)
  const pick = async (id: ReplicaId) => {
    setSearch('')
    const title = found.find((each) => each.id === id)?.value.title || t('row.untitled')
    const outcome = await run(taskCommands.waitFor, { id: task.id, for: id }, { undoLabel: tWaiting('undo') })
    if (outcome.ok) say(tWaiting('added', { title }))
  }
  return (
    <Select
      ref={field}
      aria-label={tWaiting('add')}
      placeholder={tWaiting('addShort')}
      leftSection={<IconPlus size={14} stroke={1.75} />}
      rightSection={null}
      data={found.map((each) => ({ value: String(each.id), label: each.value.title || t('row.untitled') }))}
      value={null}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      limit={mostShown}
      nothingFoundMessage={tWaiting('none')}
      variant="unstyled"
      size="xs"
      classNames={{ input: classes.input }}
      comboboxProps={{ withinPortal: true, width: 280, position: 'bottom-start' }}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onChange={(id) => {
        if (id !== null) void pick(id as ReplicaId)
      }}
    />
  )
}
