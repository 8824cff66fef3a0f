import type { Drawn } from '#shared/rooms/whiteboards/index.ts'

export interface DrawingChanges {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** How many things on a board came, went or look otherwise; pages and files are no things to a person. */
export function drawingChanges(before: ReadonlyMap<string, Drawn>, after: ReadonlyMap<string, Drawn>): DrawingChanges {
  const isThing = ({ kind }: Drawn) => kind !== 'page' && !kind.endsWith('-file')
  const [old, now] = [before, after].map((all) => new Map([...all].filter(([, drawn]) => isThing(drawn))))
  let [added, changed] = [0, 0]
  for (const [id, drawn] of now ?? []) {
    const known = old?.get(id)
    if (!known) added += 1
    else if (JSON.stringify(known) !== JSON.stringify(drawn)) changed += 1
  }
  const removed = [...(old ?? [])].filter(([id]) => !now?.has(id)).length
  return { added, changed, removed }
}
