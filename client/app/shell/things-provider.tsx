import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useEngine, useWorkspace } from '#client/replica/index.ts'
import type { ClientRoom, Thing } from '#client/rooms/client-room.ts'
import { type ThingLink, type Things, ThingsContext } from '#client/rooms/things.ts'
import { type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import type { Rows } from '#shared/rooms/room.ts'
import { useRoomList } from '#client/rooms/room-list.ts'

/** Lets rooms link to and name the things of other rooms. */
export function ThingsProvider({ children }: { children: ReactNode }) {
  const rooms = useRoomList()
  const { id } = useWorkspace()
  const engine = useEngine()
  const navigate = useNavigate()
  const things = useMemo(
    () => thingsOf({ rooms, workspace: id, rows: () => engine.rows(), go: (link) => void navigate(link) }),
    [rooms, id, engine, navigate],
  )
  return <ThingsContext value={things}>{children}</ThingsContext>
}

interface ThingsOptions {
  rooms: readonly ClientRoom[]
  workspace: string
  rows: () => Rows
  go: (link: ThingLink) => void
}

export function thingsOf({ rooms, workspace, rows, go }: ThingsOptions): Things {
  const kinds = new Map<string, Thing>(rooms.flatMap((room) => room.things ?? []).map((kind) => [kind.type.name, kind]))
  const kindOf = (id: ReplicaId) => kinds.get(typeOf(id))
  const pathOf = (id: ReplicaId, at: string = workspace) => {
    const kind = kindOf(id)
    return kind && `/w/${at}/${kind.path(id)}`
  }
  const linkOf = (id: ReplicaId, at?: string) => {
    const path = pathOf(id, at)
    return path === undefined ? undefined : linkFrom(path)
  }
  return {
    pathOf,
    iconOf: (id) => kindOf(id)?.icon,
    titleOf: (id) => {
      const kind = kindOf(id)
      const row = kind && rows().get(kind.type, id)
      return row && kind.title(row.value)
    },
    linkOf,
    open: (id, at) => {
      const link = linkOf(id, at)
      if (link) go(link)
      return link !== undefined
    },
  }
}

function linkFrom(path: string): ThingLink {
  const [to = path, search] = path.split('?', 2)
  return { to, search: Object.fromEntries(new URLSearchParams(search)) }
}
