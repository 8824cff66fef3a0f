import type { ReachableThing } from '#shared/protocol/rest-sharing.ts'

interface Place {
  /** The workspace's name, or its name in paths where the workspace itself is not reached; '' for the organisation. */
  readonly place: string
  readonly things: readonly ReachableThing[]
}

/** By workspace, in the order of their names; a workspace comes before what lies in it. */
export function placesOf(all: readonly ReachableThing[]): readonly Place[] {
  const byPath = new Map<string, ReachableThing[]>()
  for (const thing of all) {
    const place = workspaceOf(thing.path)
    byPath.set(place, [...(byPath.get(place) ?? []), thing])
  }
  return [...byPath]
    .map(([path, things]) => ({
      place: things.find((thing) => thing.path === path)?.title ?? path.split('/').at(3) ?? '',
      things: things.toSorted((a, b) => a.path.localeCompare(b.path)),
    }))
    .sort((a, b) => a.place.localeCompare(b.place))
}

/** `/orgs/acme/sales/documents/proposal` → `/orgs/acme/sales`. */
function workspaceOf(path: string): string {
  return path.split('/').slice(0, 4).join('/')
}
