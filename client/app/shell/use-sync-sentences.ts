import { useSyncStatus } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { type SyncSentences, syncSentences } from './sync-status-text.ts'

export function useSyncSentences(): SyncSentences {
  const t = useText('shell')
  const format = useFormatter()
  const status = useSyncStatus()
  return syncSentences(status, t, (at) => format.dateTime(new Date(at), { timeStyle: 'short' }))
}
