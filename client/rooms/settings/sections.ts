import {
  IconAlertTriangle,
  IconCloud,
  IconDatabase,
  IconDevices,
  IconHelp,
  IconPalette,
  IconShieldLock,
  IconTag,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import type { Icon } from '../client-room.ts'

/** The pages of the settings, in the order of the menu. */
export const sections = [
  { name: 'workspace', group: 'workspace', icon: IconTag },
  { name: 'sync', group: 'workspace', icon: IconCloud },
  { name: 'members', group: 'workspace', icon: IconUsers },
  { name: 'refused', group: 'workspace', icon: IconAlertTriangle },
  { name: 'account', group: 'you', icon: IconUser },
  { name: 'security', group: 'you', icon: IconShieldLock },
  { name: 'devices', group: 'you', icon: IconDevices },
  { name: 'appearance', group: 'app', icon: IconPalette },
  { name: 'storage', group: 'app', icon: IconDatabase },
  { name: 'help', group: 'app', icon: IconHelp },
] as const satisfies readonly { name: string; group: 'workspace' | 'you' | 'app'; icon: Icon }[]

export type SectionName = (typeof sections)[number]['name']
export const sectionGroups = ['workspace', 'you', 'app'] as const

export function sectionNamed(name: string | undefined): SectionName | undefined {
  return sections.find((section) => section.name === name)?.name
}
