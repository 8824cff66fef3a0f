import { createContext, useContext } from 'react'
import type { ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import type { Icon } from './client-room.ts'

export interface ThingLink {
  readonly to: string
  readonly search: Readonly<Record<string, string>>
}

/** How rooms reach the things of other rooms without knowing those rooms, in the open workspace unless another is named. The shell provides it. */
export interface Things {
  /** `/w/…/tasks?open=task_…`: an address, for `href` and for keeping. undefined for what has no screen. */
  pathOf(id: ReplicaId, workspace?: WorkspaceId): string | undefined
  /** The same for the router, which takes path and search apart: `<Link {...link}>`, `navigate(link)`. */
  linkOf(id: ReplicaId, workspace?: WorkspaceId): ThingLink | undefined
  /** The title now, live inside a component that renders with rows; undefined when it is gone or in the trash. */
  titleOf(id: ReplicaId): string | undefined
  iconOf(id: ReplicaId): Icon | undefined
  /** Goes there. False when there is no such screen. */
  open(id: ReplicaId, workspace?: WorkspaceId): boolean
}

export const ThingsContext = createContext<Things | undefined>(undefined)

export function useThings(): Things {
  const things = useContext(ThingsContext)
  if (!things) throw new Error('useThings needs the shell above it')
  return things
}
