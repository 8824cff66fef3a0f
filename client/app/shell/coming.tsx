import type { ReactNode } from 'react'
import { useSyncStatus } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { ProgressBar } from '#client/ui/progress-bar.tsx'
import { StillComingProvider } from '#client/ui/still-coming.tsx'

/** While a workspace comes to this device for the first time, nothing in it may look empty. */
export function ComingProvider({ children }: { children: ReactNode }) {
  const t = useText('shell')
  const status = useSyncStatus()
  const isOnItsWay = status.state === 'bootstrapping' || status.state === 'connecting'
  const words = isOnItsWay
    ? { title: t('coming.title'), text: t('coming.text') }
    : { title: t('coming.pausedTitle'), text: t('coming.pausedText') }
  return <StillComingProvider words={status.coming && words}>{children}</StillComingProvider>
}

/** A hairline above the room, on every screen, for as long as it takes. */
export function ComingLine() {
  const t = useText('shell')
  const status = useSyncStatus()
  if (status.state !== 'bootstrapping') return null
  return <ProgressBar isThin label={t('coming.label')} done={status.done} total={status.total} />
}
