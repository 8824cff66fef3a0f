import {
  IconBuilding,
  IconClipboardList,
  IconEye,
  IconGauge,
  IconHistoryToggle,
  IconKey,
  IconLayoutGrid,
  IconLock,
  IconMail,
  IconRobot,
  IconShieldCheck,
  IconSparkles,
  IconSquareAsterisk,
  IconUser,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react'
import type { Icon } from '../client-room.ts'

/** The pages of an organisation in the order of the menu. `admin`: they say nothing to others. */
export const pages = [
  { name: 'members', group: 'people', icon: IconUser, admin: false },
  { name: 'teams', group: 'people', icon: IconUsers, admin: false },
  { name: 'guests', group: 'people', icon: IconWorld, admin: true },
  { name: 'invitations', group: 'people', icon: IconMail, admin: true },
  { name: 'workspaces', group: 'access', icon: IconLayoutGrid, admin: false },
  { name: 'access', group: 'access', icon: IconEye, admin: true },
  { name: 'roles', group: 'access', icon: IconShieldCheck, admin: false },
  { name: 'general', group: 'rules', icon: IconBuilding, admin: false },
  { name: 'sign-in', group: 'rules', icon: IconLock, admin: true },
  { name: 'retention', group: 'rules', icon: IconHistoryToggle, admin: true },
  { name: 'quotas', group: 'rules', icon: IconGauge, admin: true },
  { name: 'keys', group: 'rules', icon: IconKey, admin: true },
  { name: 'secrets', group: 'rules', icon: IconSquareAsterisk, admin: true },
  { name: 'assistant', group: 'rules', icon: IconSparkles, admin: true },
  { name: 'agents', group: 'rules', icon: IconRobot, admin: true },
  { name: 'audit', group: 'rules', icon: IconClipboardList, admin: true },
] as const satisfies readonly { name: string; group: 'people' | 'access' | 'rules'; icon: Icon; admin: boolean }[]

export type PageName = (typeof pages)[number]['name']
export const pageGroups = ['people', 'access', 'rules'] as const

export function pageNamed(name: string | undefined): PageName | undefined {
  return pages.find((page) => page.name === name)?.name
}
