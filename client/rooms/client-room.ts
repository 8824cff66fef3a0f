import type { AnyRoute } from '@tanstack/react-router'
import type { ComponentType, LazyExoticComponent, Ref, RefObject } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { AnyReplicaType, ReplicaType } from '#shared/rooms/room.ts'
import type { Messages, RoomMessages } from '#client/ui/i18n.tsx'

export type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>

/** What a room shows of itself. One exported constant a room, in its door `index.ts`; `client/app/rooms.ts` lists them. */
export interface ClientRoom {
  /** The shared room's name, the namespace of its messages and its path: `/w/$workspace/<name>`. */
  readonly name: keyof RoomMessages
  readonly group: 'think' | 'see' | 'act'
  /** Absent: the room has no entry in the navigation (it is reached from elsewhere). */
  readonly icon?: Icon
  /** false: it has no screen of its own name, nobody can go there. It opens over other screens. */
  readonly hasScreen?: false
  /** English strings; the navigation shows `label`. */
  readonly messages: Messages & { readonly label: string }
  /** Key to go there, e.g. `g t`. */
  readonly shortcut?: string
  /**
   * Routes below `/w/$workspace`, code-based and lazy:
   * `createRoute({ getParentRoute: () => parent, path: 'tasks', component: lazyRouteComponent(() => import('./tasks-screen.tsx'), 'TasksScreen') })`
   */
  routes(parent: AnyRoute): AnyRoute[]
  /** Routes at the root: what opens without a workspace, such as an invitation. */
  rootRoutes?(root: AnyRoute): AnyRoute[]
  /** Below the navigation in the sidebar, under a heading of its own. `SidebarSection` of `client/ui` gives the look. Lazy. */
  readonly sidebar?: LazyExoticComponent<ComponentType>
  /** Cards on Home. A widget brings its own heading and is `null` when it has nothing to say. Lazy. */
  readonly widgets?: readonly Widget[]
  /**
   * A hook, called once by the shell: what the room adds to the command bar and the keyboard. It may use other hooks
   * (`useText`, `useRun`, `useNavigate`, `useOverlay`). Memoize the list. Keep it light: it is part of the first load.
   */
  readonly useActions?: () => readonly Action[]
  /** Dialogs that can open anywhere, mounted once: see `useOverlay`. Lazy; loaded when the page rests or when first shown. */
  readonly overlays?: readonly RoomOverlay[]
  /** How versions of its things are shown in their history. Lazy. */
  readonly versions?: readonly VersionView[]
  /** Above every screen while an organisation of the person waits for something of theirs. Lazy, and loaded only then. */
  readonly waitingNotice?: LazyExoticComponent<ComponentType>
  /** What the words of another room's field would be in this one, to be saved so instead. Lazy; see `FromWords`. */
  readonly fromWords?: LazyExoticComponent<ComponentType<FromWordsProps>>
  /** The replicas that have a screen of their own: found by title in the command bar, linked by `useThings()`. */
  readonly things?: readonly Thing[]
}

export interface Widget {
  readonly name: string
  /** `main`: the wide column; `side`: beside it on a desktop, below it on a phone; `top`: above both (capture). */
  readonly area: 'top' | 'main' | 'side'
  readonly component: LazyExoticComponent<ComponentType>
}

export interface FromWordsProps {
  readonly text: string
  /** Where the keyboard goes back to. */
  readonly field: RefObject<HTMLElement | null>
  /** They are saved: the field is emptied. */
  readonly taken: () => void
  /** For the keys of the field. */
  readonly handle: Ref<FromWordsHandle>
}

/** What the keys of a field ask of the offer below it; false: there is no such offer now. */
export interface FromWordsHandle {
  take(): boolean
  leaveAll(): boolean
}

export interface VersionView {
  readonly type: AnyReplicaType
  readonly component: LazyExoticComponent<ComponentType<VersionViewProps>>
}

/** Copies to look at: they do not change and nothing may be written to them. */
export interface VersionViewProps {
  readonly shown: Replica
  /** What it is compared with: the differences are marked. undefined: it is only shown. */
  readonly before: Replica | undefined
}

export interface RoomOverlay {
  /** As in `useOverlay(name)`: `ideas.capture`. */
  readonly name: string
  readonly component: LazyExoticComponent<ComponentType>
}

export interface Action {
  /** `tasks.new`: unique, never shown. */
  readonly id: string
  /** Verb first: "New task". */
  readonly label: string
  readonly keywords?: readonly string[]
  /** `c`, `mod+shift+k`, `g t`. Plain keys rest while someone types. */
  readonly shortcut?: string
  readonly icon?: Icon
  /** Hidden from people who can only read. */
  readonly writes?: boolean
  /** Offered on Home while a workspace is empty, with this sentence beside the label: "A page for anything, alone or together." */
  readonly starter?: string
  run(): void
}

/** A replica type with a screen. Made by `thing()`, which keeps the row's type. */
export interface Thing {
  readonly type: AnyReplicaType
  readonly icon: Icon
  /** The title of a row, or undefined for one that is not to be offered (in the trash, say). */
  title(value: object): string | undefined
  /** Below `/w/$workspace/`, with a search string if need be: `tasks?open=task_…`. */
  path(id: ReplicaId): string
}

export function thing<Projected extends object>(given: {
  type: ReplicaType<Projected>
  icon: Icon
  title(value: Projected): string | undefined
  path(id: ReplicaId): string
}): Thing {
  return given as unknown as Thing
}
