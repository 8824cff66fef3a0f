import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { Engine } from '#client/replica/index.ts'
import type { ClientRoom } from '#client/rooms/client-room.ts'
import { isWorkspaceId } from '#shared/kit/ids.ts'
import { Frame } from './shell/frame.tsx'
import { NotFound, NothingInWorkspace, RoomProblem, workspaceMissing } from './shell/problem-screens.tsx'

/** `/` goes to the workspace of last time; everything else is the rooms'. */
export function createAppRouter(engine: Engine, rooms: readonly ClientRoom[]) {
  const root = createRootRouteWithContext<{ engine: Engine }>()({ component: Outlet })
  const start = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: ({ context }) => {
      throw redirect({ to: `/w/${context.engine.workspace().id}`, replace: true })
    },
  })
  const workspace = createRoute({
    getParentRoute: () => root,
    path: 'w/$workspace',
    component: Frame,
    beforeLoad: ({ context, params, location }) => openWorkspace(context.engine, params.workspace, location.href),
    notFoundComponent: NothingInWorkspace,
  })
  const places = rooms.flatMap((room) => room.routes(workspace))
  // What a screen itself finds is not there comes no further than its own route.
  for (const place of places) place.update({ notFoundComponent: NotFound })
  workspace.addChildren(places)
  const rootRoutes = rooms.flatMap((room) => room.rootRoutes?.(root) ?? [])
  return createRouter({
    routeTree: root.addChildren([start, workspace, ...rootRoutes]),
    context: { engine },
    defaultPreload: 'intent',
    defaultPendingMs: 400,
    defaultErrorComponent: RoomProblem,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    scrollToTopSelectors: ['[data-scroll]'],
  })
}

async function openWorkspace(engine: Engine, id: string, href: string): Promise<void> {
  if (engine.workspace().id === id) return
  if (!isWorkspaceId(id)) throw notFound({ data: workspaceMissing })
  if (await engine.open(id)) return
  // Made on another device, perhaps: the server may know of it already.
  await engine.session.refresh()
  if (await engine.open(id)) return
  // It may be one that waits for a second factor: which are behind that, the server does not say.
  if (engine.live.session.get().session?.waiting) throw redirect({ to: '/two-factor', search: { to: href } })
  throw notFound({ data: workspaceMissing })
}
