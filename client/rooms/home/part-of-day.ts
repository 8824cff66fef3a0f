export type PartOfDay = 'night' | 'morning' | 'afternoon' | 'evening'

/** `hour` 0–23 on the person's own clock. */
export function partOfDay(hour: number): PartOfDay {
  if (hour < 5) return 'night'
  if (hour < 12) return 'morning'
  return hour < 18 ? 'afternoon' : 'evening'
}
