export interface Placed {
  readonly id: string
  readonly value: { readonly position: string }
}

/** The order of every hand-sorted list: by position, and by id where two devices chose one place at the same time. */
export function byPlace(a: Placed, b: Placed): number {
  return compareText(a.value.position, b.value.position) || compareText(a.id, b.id)
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
