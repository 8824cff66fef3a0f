import { Button } from '@mantine/core'
import { IconChecklist } from '@tabler/icons-react'
import { useImperativeHandle } from 'react'
import * as parser from '#shared/language/quick-add.ts'
import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import type { FromWordsProps } from '../../client-room.ts'
import { useAddTask } from '../use-add-task.ts'
import { QuickChips } from './quick-chips.tsx'
import type { NewTask } from './task-input.ts'
import { TaskWords } from './task-words.tsx'
import { useWordsIn, type WordsRead } from './use-quick-words.ts'
import classes from './save-as-task.module.css'

interface SaveAsTaskProps extends FromWordsProps {
  /** What is known of the task besides what the words say. */
  more?: Partial<NewTask>
}

/** Words that read like a task, in a field that is for something else, with the one key that makes a task of them. */
export function SaveAsTask(props: SaveAsTaskProps) {
  return (
    <TaskWords>
      <Offer {...props} />
    </TaskWords>
  )
}

/** A day, a rule or a person: an idea has none of them. */
const telling: ReadonlySet<string> = new Set(['due', 'repeat', 'person'])

function Offer({ text, field, taken, handle, more }: SaveAsTaskProps) {
  const tWords = useText('taskWords')
  const { canWrite } = useWorkspace()
  const [line = '', ...rest] = text.trim().split('\n')
  const words = useWordsIn(line, parser)
  const addTask = useAddTask()
  const isOffered = canWrite && isLikeTask(line, words)
  const take = async () => {
    const notes = rest.join('\n').trim()
    const id = await addTask({ ...more, ...words.task, ...(notes && { notes }) }, { say: true })
    if (id) taken()
  }
  useImperativeHandle(handle, () => ({
    take: () => {
      if (isOffered) void take()
      return isOffered
    },
    leaveAll: () => isOffered && words.leaveAll(),
  }))
  if (!isOffered) return null
  // Tags are the field's own to show.
  const parts = words.parts.filter(({ kind }) => kind !== 'label')
  return (
    <div className={classes.offer}>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconChecklist size={14} stroke={1.75} />}
        title={tWords('savesWith', { title: `“${words.task.title}”` })}
        // The field keeps the focus: leaving it may save what stands in it.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void take()}
      >
        {tWords('saveAsTask')}
        <span className={classes.key}>
          <Kbd combo="mod+enter" isDecoration />
        </span>
      </Button>
      <QuickChips words={{ ...words, parts }} field={field} />
    </div>
  )
}

const maxTitle = 500

/** Questions are asked of somebody, however many days are in them. */
function isLikeTask(line: string, { parts }: WordsRead): boolean {
  const isQuestion =
    /\?\s*$|^(?:what|which|who|whose|how|when|where|why|show|list|summari[sz]e|is|are|do|does|did)\b/i.test(line)
  return !isQuestion && line.length <= maxTitle && parts.some(({ kind }) => telling.has(kind))
}
