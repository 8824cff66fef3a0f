import { lazy, Suspense } from 'react'
import { useOpenHistory } from '#client/rooms/history-address.ts'

const HistoryDialog = lazy(async () => ({ default: (await import('./history-dialog.tsx')).HistoryDialog }))

/** Opens when the address says so. */
export function HistoryOverlay() {
  const open = useOpenHistory()
  if (!open) return null
  return (
    <Suspense fallback={null}>
      <HistoryDialog key={open.of} open={open} />
    </Suspense>
  )
}
