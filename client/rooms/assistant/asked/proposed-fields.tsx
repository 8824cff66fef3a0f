import type { PrincipalId, ReplicaId } from '#shared/kit/ids.ts'
import { taskPriorities, taskStatuses } from '#shared/rooms/tasks/index.ts'
import { usePeople } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { RepeatText } from '../../repeat-text.tsx'
import { useRepeatWords } from '../../repeat-words.ts'
import { useThings } from '../../things.ts'
import { messages } from '../messages.ts'
import classes from '../replies/replies.module.css'
import { fieldsIn } from './fields-in.ts'

export interface ProposedFieldsProps {
  /** JSON of what the command would be given. */
  input: string
  target: ReplicaId | undefined
}

/** Everything that the command would be given, whole, in the words of the screens. */
export function ProposedFields({ input, target }: ProposedFieldsProps) {
  const shown = Object.entries(fieldsIn(input)).filter(([, value]) => value !== target && value !== undefined)
  if (shown.length === 0) return null
  return (
    <RepeatText>
      <dl className={classes.fields}>
        {shown.map(([name, value]) => (
          <Field key={name} name={name} value={value} />
        ))}
      </dl>
    </RepeatText>
  )
}

type FieldName = keyof typeof messages.proposal.field
const fieldNames = Object.keys(messages.proposal.field) as readonly FieldName[]

function Field({ name, value }: { name: string; value: unknown }) {
  const t = useText('assistant')
  const wordsOf = useValueWords()
  const known = fieldNames.find((each) => each === name)
  return (
    <div>
      <dt>{known ? t(`proposal.field.${known}`) : name}</dt>
      <dd>{wordsOf(name, value)}</dd>
    </div>
  )
}

function useValueWords(): (name: string, value: unknown) => string {
  const t = useText('assistant')
  const format = useFormatter()
  const repeatWords = useRepeatWords()
  const { nameOf } = usePeople()
  const things = useThings()
  const ofText = (name: string, value: string): string => {
    switch (name) {
      case 'status': {
        const status = taskStatuses.find((each) => each === value)
        return status ? t(`answer.status.${status}`) : value
      }
      case 'priority': {
        const priority = taskPriorities.find((each) => each === value)
        return priority ? t(`answer.priority.${priority}`) : value
      }
      case 'dueDate': {
        const day = read(`${value}T12:00:00`)
        return day ? format.dateTime(day, { dateStyle: 'full' }) : value
      }
      case 'dueTime': {
        const time = read(`2024-01-01T${value}`)
        return time ? format.dateTime(time, { timeStyle: 'short' }) : value
      }
      case 'repeat':
      case 'rule':
        return repeatWords(value)
      case 'assignee':
        return nameOf(value as PrincipalId)
      default:
        return things.titleOf(value as ReplicaId) ?? value
    }
  }
  return (name, value) => {
    if (value === null || value === '') return t('proposal.none')
    if (typeof value === 'boolean') return t(value ? 'proposal.yes' : 'proposal.no')
    if (typeof value === 'string') return ofText(name, value)
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) return JSON.stringify(value, null, 2)
    return value.length === 0 ? t('proposal.none') : format.list(value.map((each: string) => ofText(name, each)))
  }
}

/** undefined: it says no time. What a device has written may be anything. */
function read(wall: string): Date | undefined {
  const date = new Date(wall)
  return Number.isNaN(date.getTime()) ? undefined : date
}
