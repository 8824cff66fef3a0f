import type { ReplicaId } from '#shared/kit/ids.ts'
import { folderType, type FolderRow, placementOf } from '#shared/rooms/documents/index.ts'
import type { Row, Rows } from '#shared/rooms/room.ts'
import { projectType, type TaskRow } from '#shared/rooms/tasks/index.ts'
import { fold } from './words.ts'

/** Whether a thing lies in places of these names. */
export interface Places {
  isWithin(row: Row, names: readonly string[]): boolean
  /** Neither in the trash nor in a folder that is. */
  isThere(row: Row): boolean
}

/** Among what the reader may read: the name of a folder that is hidden from them leads nowhere. */
export function placesAmong(rows: Rows, mayRead: (id: ReplicaId) => boolean): Places {
  const all = rows.of(folderType)
  const everywhere = placementOf(all)
  const folders = new Map(all.filter(({ id }) => mayRead(id)).map((row) => [row.id, row]))
  const { parentOf } = placementOf([...folders.values()])
  const namesAbove = (row: Row): readonly string[] => {
    const above: string[] = []
    let parent = parentOf(row as Row<FolderRow>)
    for (let depth = 0; parent !== undefined && depth < 100; depth += 1) {
      const folder = folders.get(parent)
      if (!folder) break
      above.push(folder.value.title)
      parent = parentOf(folder)
    }
    const { project } = row.value as Partial<TaskRow>
    const named = project && mayRead(project) ? rows.get(projectType, project) : undefined
    return named ? [...above, named.value.title] : above
  }
  return {
    isThere: (row) => everywhere.isVisible(row as Row<FolderRow>),
    isWithin: (row, names) => {
      if (names.length === 0) return true
      const above = namesAbove(row).map((name) => fold(name).trim())
      return names.every((name) => above.includes(name))
    },
  }
}
