import { type Editor, InstancePresenceRecordType, react, type TLInstancePresence } from 'tldraw'
import type { Awareness } from '#client/replica/index.ts'

/** What a person tells the others on a board, in the awareness field `board`. Never stored. */
interface BoardPresence {
  readonly page: string
  readonly cursor: { readonly x: number; readonly y: number; readonly rotation: number; readonly type: string }
  readonly selected: readonly string[]
  /** The frame drawn to select, and the trails of laser and eraser. */
  readonly brush: unknown
  readonly scribbles: unknown
}

export interface PresenceOptions {
  readonly editor: Editor
  readonly awareness: Awareness
  /** A colour that every canvas understands: not a CSS variable. */
  colorOf(color: string): string
  now(): number
  schedule(run: () => void, delayMs: number): () => void
}

const tellEveryMs = 60

/** Shows the others' cursors and selections, and tells them mine. Returns the way to stop. */
export function sharePresence(options: PresenceOptions): () => void {
  const stopTelling = tellMine(options)
  const stopShowing = showOthers(options)
  return () => {
    stopTelling()
    stopShowing()
  }
}

function tellMine({ editor, awareness, schedule }: PresenceOptions): () => void {
  let cancel: (() => void) | undefined
  let latest: BoardPresence | null = null
  const stop = react('tell presence', () => {
    latest = mine(editor)
    cancel ??= schedule(() => {
      cancel = undefined
      awareness.setLocalStateField('board', latest)
    }, tellEveryMs)
  })
  return () => {
    stop()
    cancel?.()
    awareness.setLocalStateField('board', null)
  }
}

function mine(editor: Editor): BoardPresence {
  const { cursor, brush, scribbles } = editor.getInstanceState()
  const { x, y } = editor.inputs.currentPagePoint
  // The pointer's record is what makes this run again when the pointer moves.
  editor.store.get('pointer:pointer' as never)
  return {
    page: editor.getCurrentPageId(),
    cursor: { x: Math.round(x), y: Math.round(y), rotation: cursor.rotation, type: cursor.type },
    selected: editor.getSelectedShapeIds(),
    brush,
    scribbles,
  }
}

function showOthers({ editor, awareness, colorOf, now }: PresenceOptions): () => void {
  const { store } = editor
  const show = () => {
    const others = [...awareness.getStates()].filter(([client]) => client !== awareness.clientID)
    const records = others.flatMap(([client, state]) => presenceOf({ client, state, at: now(), colorOf }) ?? [])
    const valid = records.filter((record) => isValid(editor, record))
    const wanted = new Set<string>(valid.map(({ id }) => id))
    const gone = store.allRecords().filter(({ id, typeName }) => typeName === 'instance_presence' && !wanted.has(id))
    store.mergeRemoteChanges(() => {
      store.remove(gone.map(({ id }) => id))
      store.put(valid.filter((record) => !isSame(store.get(record.id), record)))
    })
  }
  show()
  awareness.on('change', show)
  return () => {
    awareness.off('change', show)
    const shown = store.allRecords().filter(({ typeName }) => typeName === 'instance_presence')
    store.mergeRemoteChanges(() => store.remove(shown.map(({ id }) => id)))
  }
}

interface Theirs {
  readonly client: number
  readonly state: Readonly<Record<string, unknown>>
  readonly at: number
  colorOf(color: string): string
}

function presenceOf({ client, state, at, colorOf }: Theirs): TLInstancePresence | undefined {
  const board = state.board as Partial<BoardPresence> | null | undefined
  if (typeof board !== 'object' || board === null) return undefined
  const user = (state.user ?? {}) as { name?: string; color?: string }
  return InstancePresenceRecordType.create({
    id: InstancePresenceRecordType.createId(String(client)),
    // A device, not an account: one's own second device shows, too.
    userId: String(client),
    userName: user.name ?? '',
    color: colorOf(user.color ?? '#777777'),
    lastActivityTimestamp: at,
    currentPageId: board.page as TLInstancePresence['currentPageId'],
    cursor: board.cursor as TLInstancePresence['cursor'],
    selectedShapeIds: (board.selected ?? []) as TLInstancePresence['selectedShapeIds'],
    brush: (board.brush ?? null) as TLInstancePresence['brush'],
    scribbles: (board.scribbles ?? []) as TLInstancePresence['scribbles'],
    camera: null,
    screenBounds: null,
    followingUserId: null,
    chatMessage: '',
    meta: {},
  })
}

function isSame(a: TLInstancePresence | undefined, b: TLInstancePresence): boolean {
  return (
    a !== undefined &&
    JSON.stringify({ ...a, lastActivityTimestamp: 0 }) === JSON.stringify({ ...b, lastActivityTimestamp: 0 })
  )
}

function isValid(editor: Editor, record: TLInstancePresence): boolean {
  try {
    editor.store.schema.types.instance_presence.validate(record)
    return true
  } catch {
    return false
  }
}
