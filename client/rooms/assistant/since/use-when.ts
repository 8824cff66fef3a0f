import { useFormatter } from '#client/ui/i18n.tsx'

/** A day and a time; of a day's beginning only the day. */
export function useWhen(): (ms: number) => string {
  const format = useFormatter()
  return (ms) => {
    const at = new Date(ms)
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
    const dayText = format.dateTime(at, day)
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
    // The short style, as everywhere: a numeric hour is "9:03" where the style of the same locale says "09:03".
    return isMidnight ? dayText : `${dayText}, ${format.dateTime(at, { timeStyle: 'short' })}`
  }
}
