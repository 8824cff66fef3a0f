import { useMemo } from 'react'
import type { Finding } from '#client/rooms/search/finding/index.ts'
import { useRows, useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import type { Action, Icon, Thing } from '#client/rooms/client-room.ts'
import { type Things, useThings } from '#client/rooms/things.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { prepareSearch, searchEntries } from './command-search.ts'
import { useActions, useRoomList } from '#client/rooms/room-list.ts'

export interface CommandEntry {
  readonly id: string
  readonly label: string
  readonly keywords?: readonly string[]
  readonly shortcut?: string
  readonly icon?: Icon
  /** Words around what was looked for, and which of them it was. */
  readonly snippet?: Finding['items'][number]['snippet']
  /** The workspace it is in, if that is another one. */
  readonly place?: string
  run(): void
}

export interface CommandSection {
  /** A key of the shell's `commands` messages. */
  readonly name: 'things' | 'texts' | 'elsewhere' | 'actions' | 'goTo'
  readonly entries: readonly CommandEntry[]
}

export const mostTexts = 8
const most = { things: 12, elsewhere: 6, actions: 30, goTo: 12 }
/** Without a query: what was touched last. */
const recentThings = 5

export function useCommandSections(query: string, texts: Finding['items']): readonly CommandSection[] {
  const { doing, going } = useActions()
  const things = useThingEntries()
  const { open, iconOf } = useThings()
  const here = useWorkspace().id
  const { all: workspaces } = useWorkspaces()
  const prepared = useMemo(
    () => ({
      things: prepareSearch(things),
      actions: prepareSearch<Action>(doing),
      goTo: prepareSearch<Action>(going),
    }),
    [things, doing, going],
  )
  return useMemo(() => {
    const isEmpty = query.trim() === ''
    const named = searchEntries(prepared.things, query, isEmpty ? recentThings : most.things)
    const known = new Set(named.map(({ id }) => id))
    const isElsewhere = ({ workspace }: Finding['items'][number]) => workspace !== undefined && workspace !== here
    const entryOf = (found: Finding['items'][number]) => {
      const place = isElsewhere(found) ? workspaces.find(({ id }) => id === found.workspace)?.name : undefined
      return { ...entryOfText(found, { open, iconOf }), ...(place !== undefined && { place }) }
    }
    const said = isEmpty ? [] : texts.filter(({ id }) => !known.has(id))
    const saying = said.filter((found) => !isElsewhere(found)).slice(0, mostTexts)
    const others = said.filter(isElsewhere).slice(0, most.elsewhere)
    const sections: CommandSection[] = [
      { name: 'things', entries: named },
      { name: 'texts', entries: saying.map(entryOf) },
      { name: 'elsewhere', entries: others.map(entryOf) },
      { name: 'actions', entries: searchEntries(prepared.actions, query, most.actions) },
      { name: 'goTo', entries: searchEntries(prepared.goTo, query, most.goTo) },
    ]
    const begins = ({ label }: CommandEntry) => label.toLowerCase().startsWith(query.trim().toLowerCase())
    // Whoever types the name of an action means it, and not a thing in whose title the same letters come in the same order.
    const isMeant = ({ name, entries }: CommandSection) => name === 'actions' && entries.some(begins)
    if (!isEmpty && !named.some(begins)) sections.sort((left, right) => Number(isMeant(right)) - Number(isMeant(left)))
    return sections.filter((section) => section.entries.length > 0)
  }, [prepared, query, texts, open, iconOf, here, workspaces])
}

function entryOfText(
  { id, title, snippet, workspace }: Finding['items'][number],
  { open, iconOf }: Pick<Things, 'open' | 'iconOf'>,
): CommandEntry {
  const icon = iconOf(id)
  return { id, label: title || snippet.text, snippet, ...(icon && { icon }), run: () => void open(id, workspace) }
}

/** Every thing with a screen, the latest first. */
function useThingEntries(): readonly CommandEntry[] {
  const rows = useRows()
  const rooms = useRoomList()
  const { open } = useThings()
  return useMemo(() => {
    const found = rooms.flatMap((room) =>
      (room.things ?? []).flatMap((kind) => rows.of(kind.type).flatMap((row) => entryOf(kind, row, open))),
    )
    return found.sort((left, right) => right.changedAt - left.changedAt)
  }, [rows, rooms, open])
}

function entryOf(
  kind: Thing,
  row: { id: ReplicaId; value: object; changedAt: number },
  open: (id: ReplicaId) => boolean,
): readonly (CommandEntry & { changedAt: number })[] {
  const label = kind.title(row.value)
  if (label === undefined) return []
  return [{ id: row.id, label, icon: kind.icon, changedAt: row.changedAt, run: () => void open(row.id) }]
}
