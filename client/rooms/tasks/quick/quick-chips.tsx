import { IconCalendarEvent, IconFlag3, IconFolder, IconHash, IconRepeat, IconUser } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { QuickPart } from '#shared/language/quick-add.ts'
import { useText } from '#client/ui/i18n.tsx'
import { WordChips } from '#client/ui/word-chips.tsx'
import { useDayWords, useToday } from '../parts/day.ts'
import { useRepeatWords } from '../../repeat-words.ts'
import type { WordsRead } from './use-quick-words.ts'

const icons = {
  due: IconCalendarEvent,
  repeat: IconRepeat,
  label: IconHash,
  priority: IconFlag3,
  person: IconUser,
  project: IconFolder,
} as const

interface QuickChipsProps {
  words: Pick<WordsRead, 'parts' | 'putBack'>
  field: RefObject<HTMLElement | null>
}

/** What was understood in the line above. */
export function QuickChips({ words, field }: QuickChipsProps) {
  const tWords = useText('taskWords')
  const valueOf = useValueWords()
  const keyOf = ({ kind, start }: QuickPart) => `${kind}-${start}`
  const chips = words.parts.map((part) => {
    const value = valueOf(part)
    return {
      key: keyOf(part),
      icon: icons[part.kind],
      value,
      title: tWords(`kinds.${part.kind}`, { value }),
      text: part.text,
    }
  })
  const putBack = (key: string) => {
    const part = words.parts.find((each) => keyOf(each) === key)
    if (part) words.putBack(part)
  }
  return <WordChips chips={chips} putBack={putBack} field={field} />
}

function useValueWords(): (part: QuickPart) => string {
  const t = useText('tasks')
  const today = useToday()
  const dayWords = useDayWords()
  const repeatWords = useRepeatWords()
  return (part) => {
    switch (part.kind) {
      case 'due':
        return dayWords(part.date, { today, time: part.time })
      case 'repeat':
        return repeatWords(part.rule)
      case 'label':
        return part.label
      case 'priority':
        return t(`priority.${part.priority}`)
      case 'person':
        return part.person.name
      case 'project':
        return part.project.title
    }
  }
}
