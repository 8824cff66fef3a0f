interface Filters {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: string | undefined
  /** Days of the person's own calendar, `2026-11-21`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** As the server asks for it: days become moments, and the last day counts whole. */
export function auditQuery({ from, to, ...rest }: Filters): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value)
  const start = from && dayStart(from, 0)
  const end = to && dayStart(to, 1)
  if (start) query.set('from', String(start))
  if (end) query.set('to', String(end))
  return query.toString()
}

function dayStart(day: string, later: number): number | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const at = new Date(year, month - 1, date + later).getTime()
  return Number.isNaN(at) ? undefined : at
}
