import { parse } from 'chrono-node/en'
import type { FoundTime, WallTime } from '../../shared/language/moment.ts'
import type { DateLine } from './date-score.ts'

/** What the library that others use for this makes of a line, in our terms. */
export function chronoTimes({ text, reference }: DateLine): readonly FoundTime[] {
  const instant = new Date(`${reference ?? '2016-11-07T00:00:00'}Z`)
  return parse(text, { instant, timezone: 0 }, { forwardDate: true }).map(({ index, text: said, start, end }) => {
    const place = { start: index, end: index + said.length }
    return end
      ? { ...place, kind: 'span', from: wall(start), until: wall(end) }
      : { ...place, kind: 'moment', from: wall(start) }
  })
}

type Parsed = ReturnType<typeof parse>[number]['start']

function wall(at: Parsed): WallTime {
  const two = (part: 'month' | 'day' | 'hour' | 'minute') => String(at.get(part) ?? 0).padStart(2, '0')
  const date = `${String(at.get('year')).padStart(4, '0')}-${two('month')}-${two('day')}`
  return at.isCertain('hour') ? { date, time: `${two('hour')}:${two('minute')}` } : { date }
}
