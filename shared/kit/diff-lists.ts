/** A run of items: `same` ones stand in both lists at `before` and `after`, removed ones from `before` on, added ones from `after` on. */
export interface ListRun {
  readonly kind: 'same' | 'removed' | 'added'
  readonly before: number
  readonly after: number
  readonly length: number
}

export interface DiffOptions<Item> {
  isSame(one: Item, other: Item): boolean
  /** With more additions and removals than this the answer is undefined: time and memory grow with its square. */
  readonly maxEdits: number
}

/**
 * The fewest additions and removals that lead from one list to the other, in order; removals stand before additions.
 * Source: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy form.
 */
export function diffLists<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { isSame, maxEdits }: DiffOptions<Item>,
): readonly ListRun[] | undefined {
  const reach = new Map<number, number>([[1, 0]])
  const trail: ReadonlyMap<number, number>[] = []
  for (let edits = 0; edits <= Math.min(maxEdits, before.length + after.length); edits += 1) {
    trail.push(new Map(reach))
    for (let line = -edits; line <= edits; line += 2) {
      const down = isDown(reach, line, edits)
      let x = down ? (reach.get(line + 1) ?? 0) : (reach.get(line - 1) ?? 0) + 1
      while (x < before.length && x - line < after.length && isSame(before[x] as Item, after[x - line] as Item)) x += 1
      reach.set(line, x)
      if (x >= before.length && x - line >= after.length) return runsAlong(trail, before.length, after.length)
    }
  }
  return undefined
}

/** The better way onto this diagonal is an addition, from the one above. */
function isDown(reach: ReadonlyMap<number, number>, line: number, edits: number): boolean {
  return line === -edits || (line !== edits && (reach.get(line - 1) ?? 0) < (reach.get(line + 1) ?? 0))
}

function runsAlong(trail: readonly ReadonlyMap<number, number>[], x: number, y: number): readonly ListRun[] {
  const steps: ListRun[] = []
  for (let edits = trail.length - 1; edits >= 0; edits -= 1) {
    const reach = trail[edits] as ReadonlyMap<number, number>
    const line = x - y
    const down = isDown(reach, line, edits)
    const from = reach.get(down ? line + 1 : line - 1) ?? 0
    const start = edits === 0 ? 0 : down ? from : from + 1
    const length = x - start
    if (length > 0) steps.push({ kind: 'same', before: start, after: start - line, length })
    ;[x, y] = [start, start - line]
    if (edits === 0) break
    if (down) y -= 1
    else x -= 1
    steps.push({ kind: down ? 'added' : 'removed', before: x, after: y, length: 1 })
  }
  return gathered(steps.reverse())
}

/** Between two equal runs all removals, then all additions, each as one run. */
function gathered(steps: readonly ListRun[]): ListRun[] {
  const runs: ListRun[] = []
  let [removed, added]: [ListRun | undefined, ListRun | undefined] = [undefined, undefined]
  const end = () => {
    for (const run of [removed, added]) if (run) runs.push(run)
    removed = added = undefined
  }
  for (const step of steps) {
    if (step.kind === 'same') {
      end()
      runs.push(step)
    } else if (step.kind === 'removed') removed = longer(removed, step)
    else added = longer(added, step)
  }
  end()
  return runs
}

function longer(run: ListRun | undefined, step: ListRun): ListRun {
  return run ? { ...run, length: run.length + 1 } : step
}
