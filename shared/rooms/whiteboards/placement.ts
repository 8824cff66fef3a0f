import { shapeKinds } from './drawing-kinds.ts'
import { type Drawn, readDrawn, registersOf } from './drawing.ts'

/** Where a record shows. It differs from what is stored only where concurrent edits do not fit together. */
export interface Placed {
  readonly drawn: Drawn
  /** Shapes: the page, frame or group it is on. Else ''. */
  readonly parent: string
  /** Shapes and pages: unique among its neighbours. Else ''. */
  readonly order: string
}

export const firstPageId = 'page:page'

/** Every board has a page, also before anyone has drawn and after two people removed each other's last one. */
const onlyPage = readDrawn(firstPageId, registersOf('page', { title: 'Page 1', order: 'a1' }))

/**
 * Everything that shows, from everything that could be read. Deterministic, so that all devices show the same:
 * what lies on something that is gone moves to the first page; of shapes that contain each other, the first by id moves there;
 * equal order keys are told apart by id; ties without both ends are left out, and of two for one end the later id stays.
 */
export function placeDrawing(all: ReadonlyMap<string, Drawn>): Map<string, Placed> {
  const placed = new Map<string, Placed>()
  const pages = [...all.values()].filter((drawn) => drawn.kind === 'page')
  if (pages.length === 0 && onlyPage) pages.push(onlyPage as (typeof pages)[number])
  pages.sort((a, b) => compare(a.props.order, b.props.order) || compare(a.id, b.id))
  for (const page of pages) placed.set(page.id, { drawn: page, parent: '', order: page.props.order })
  const firstPage = pages[0]?.id ?? firstPageId
  const parents = parentsOf(all, placed, firstPage)
  for (const drawn of all.values()) {
    const parent = parents.get(drawn.id)
    if (parent !== undefined && 'order' in drawn.props)
      placed.set(drawn.id, { drawn, parent, order: drawn.props.order })
    else if (drawn.kind.endsWith('-file')) placed.set(drawn.id, { drawn, parent: '', order: '' })
  }
  tellOrdersApart(placed)
  placeTies(all, placed)
  return placed
}

/** Every shape's parent; the parents of shapes are pages, frames and groups that show. */
function parentsOf(all: ReadonlyMap<string, Drawn>, pages: ReadonlyMap<string, Placed>, firstPage: string) {
  const parents = new Map<string, string>()
  for (const drawn of all.values()) {
    if (!shapeKinds.has(drawn.kind) || !('parent' in drawn.props)) continue
    const { parent } = drawn.props
    const kind = all.get(parent)?.kind
    parents.set(drawn.id, pages.has(parent) || kind === 'frame' || kind === 'group' ? parent : firstPage)
  }
  const settled = new Set<string>()
  for (const id of parents.keys()) breakCircle({ id, parents, settled, firstPage })
  return parents
}

interface Circle {
  readonly id: string
  readonly parents: Map<string, string>
  /** Shapes that are known to lead up to a page. */
  readonly settled: Set<string>
  readonly firstPage: string
}

function breakCircle({ id, parents, settled, firstPage }: Circle): void {
  const path: string[] = []
  const onPath = new Set<string>()
  let at = id
  while (parents.has(at) && !settled.has(at)) {
    if (onPath.has(at)) {
      const circle = path.slice(path.indexOf(at))
      parents.set(
        circle.reduce((least, each) => (each < least ? each : least)),
        firstPage,
      )
      break
    }
    path.push(at)
    onPath.add(at)
    at = parents.get(at) ?? ''
  }
  for (const each of path) settled.add(each)
}

/** Two people who put something on top at the same time can choose one key; a drawing library may need them to differ. */
function tellOrdersApart(placed: Map<string, Placed>): void {
  const sharing = new Map<string, string[]>()
  for (const [id, { parent, order }] of placed) {
    if (order === '') continue
    const key = `${parent} ${order}`
    const ids = sharing.get(key)
    if (ids) ids.push(id)
    else sharing.set(key, [id])
  }
  for (const ids of sharing.values()) {
    if (ids.length === 1) continue
    ids.sort(compare)
    for (const [nth, id] of ids.entries()) {
      const one = placed.get(id)
      // A zero and a number that ends in none sorts right behind the key itself, whatever comes after it.
      if (nth > 0 && one) placed.set(id, { ...one, order: `${one.order}0${String(nth).padStart(4, '0')}V` })
    }
  }
}

function placeTies(all: ReadonlyMap<string, Drawn>, placed: Map<string, Placed>): void {
  const ends = new Map<string, string>()
  for (const drawn of all.values()) {
    if (drawn.kind !== 'tie') continue
    const { from, to, end } = drawn.props
    if (placed.get(from)?.drawn.kind !== 'arrow' || !isShape(placed.get(to)) || from === to) continue
    const rival = ends.get(`${from} ${end}`)
    if (rival !== undefined && rival > drawn.id) continue
    if (rival !== undefined) placed.delete(rival)
    ends.set(`${from} ${end}`, drawn.id)
    placed.set(drawn.id, { drawn, parent: '', order: '' })
  }
}

function isShape(placed: Placed | undefined): boolean {
  return placed !== undefined && shapeKinds.has(placed.drawn.kind)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
