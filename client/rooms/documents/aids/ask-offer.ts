import {
  IconAlignLeft,
  IconBriefcase,
  IconChecklist,
  IconListTree,
  IconMoodSmile,
  IconPencilBolt,
  IconScissors,
  IconTableSpark,
} from '@tabler/icons-react'
import type { Icon } from '#client/rooms/client-room.ts'
import { type AskScope, isOffered } from './ask-scope.ts'
import type { OfferedAct } from './use-ask-about.ts'

export interface AskOffer {
  readonly scope: AskScope
  readonly groups: readonly (readonly AskItem[])[]
  choose(act: OfferedAct, language?: string): void
}

export interface AskItem {
  readonly act: OfferedAct
  /** Translating asks for a language, and is drawn by whoever can ask. */
  readonly icon: Icon | undefined
}

const groups: readonly (readonly AskItem[])[] = [
  [{ act: 'fill', icon: IconTableSpark }],
  [
    { act: 'rewrite', icon: IconPencilBolt },
    { act: 'shorten', icon: IconScissors },
    { act: 'friendly', icon: IconMoodSmile },
    { act: 'formal', icon: IconBriefcase },
    { act: 'translate', icon: undefined },
  ],
  [
    { act: 'continue', icon: IconAlignLeft },
    { act: 'outline', icon: IconListTree },
    { act: 'tasks', icon: IconChecklist },
  ],
]

/** Without the groups that have nothing to offer there. */
export function offeredIn(scope: AskScope): AskOffer['groups'] {
  return groups.map((group) => group.filter(({ act }) => isOffered(act, scope))).filter((group) => group.length > 0)
}
