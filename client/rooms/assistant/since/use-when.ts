import { useFormatter } from '#client/ui/i18n.tsx'

/** A day and a time; of a day's beginning only the day. */
export function useWhen(): (ms: number) => string {
  const format = useFormatter()
  return (ms) => {
    const at = new Date(ms)
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
    return format.dateTime(at, isMidnight ? day : { ...day, hour: 'numeric', minute: '2-digit' })
  }
}
