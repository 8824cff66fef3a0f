import { Button } from '@mantine/core'
import { IconAlertTriangle, IconEye, IconSparkles } from '@tabler/icons-react'
import { type ReactNode, Suspense } from 'react'
import { typeOf } from '#shared/kit/ids.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import { useSession, useStorageHealth, useSyncStatus, useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useRoomList } from '#client/rooms/room-list.ts'
import { textOnScreen } from './text-on-screen.ts'
import { useUpdate } from './update-watch.ts'
import classes from './banners.module.css'

/** What a person has to know on every screen, above it. */
export function Banners() {
  return (
    <>
      <StorageBanner />
      <LossBanner />
      <ViewerBanner />
      <WaitingNotices />
      <UpdateBanner />
    </>
  )
}

function StorageBanner() {
  const { problem } = useStorageHealth()
  const t = useText('shell')
  const copy = useCopyScreen()
  if (!problem) return null
  return (
    <Banner tone="danger" icon={<IconAlertTriangle size={16} aria-hidden />} words={problem}>
      <Button size="compact-sm" variant="default" onClick={copy}>
        {t('banner.copyText')}
      </Button>
    </Banner>
  )
}

/** What was on this device only and is gone. */
function LossBanner() {
  const { lost, forgetLoss } = useStorageHealth()
  const t = useText('shell')
  if (!lost) return null
  return (
    <Banner tone="danger" icon={<IconAlertTriangle size={16} aria-hidden />} words={lost}>
      <Button size="compact-sm" variant="default" onClick={forgetLoss}>
        {t('banner.understood')}
      </Button>
    </Banner>
  )
}

/** Copies what is typed and not stored: the way out when the device takes nothing more. */
function useCopyScreen(): () => void {
  const { unsavedText } = useStorageHealth()
  const t = useText('shell')
  const announce = useAnnounce()
  const copy = useCopy()
  return () => {
    const text = [unsavedText(), textOnScreen(document)].filter((each) => each !== '').join('\n\n')
    if (text === '') announce(t('banner.noText'))
    else void copy(text, t('banner.copiedText'))
  }
}

/** Why this workspace can not be changed: access was taken away, or only reading was given. */
function ViewerBanner() {
  const { canWrite, isGuest, exceptions } = useWorkspace()
  const { problem } = useStorageHealth()
  const status = useSyncStatus()
  const t = useText('shell')
  // Said once, above.
  if (status.state === 'failed' && status.sentence !== problem) {
    return <Banner tone="danger" icon={<IconAlertTriangle size={16} aria-hidden />} words={status.sentence} />
  }
  if (canWrite) return null
  // What was said to the assistant is one's own, and nothing that was shared.
  const isSome = exceptions.some((id) => !privateTypes.has(typeOf(id)))
  const words = isGuest ? t('banner.guest') : isSome ? t('banner.viewerOfSome') : t('banner.viewer')
  return <Banner tone="quiet" icon={<IconEye size={16} aria-hidden />} words={words} />
}

function WaitingNotices() {
  const rooms = useRoomList()
  const { session } = useSession()
  if (!session?.waiting) return null
  return rooms.map(
    ({ name, waitingNotice: Notice }) =>
      Notice && (
        <Suspense key={name} fallback={null}>
          <Notice />
        </Suspense>
      ),
  )
}

function UpdateBanner() {
  const t = useText('shell')
  const { update, dismiss } = useUpdate()
  if (!update) return null
  return (
    <Banner tone="accent" icon={<IconSparkles size={16} aria-hidden />} words={t('banner.update')}>
      <Button size="compact-sm" variant="subtle" onClick={dismiss}>
        {t('banner.updateLater')}
      </Button>
      <Button size="compact-sm" onClick={() => update.apply()}>
        {t('banner.updateNow')}
      </Button>
    </Banner>
  )
}

interface BannerProps {
  tone: 'danger' | 'quiet' | 'accent'
  icon: ReactNode
  words: string
  children?: ReactNode
}

function Banner({ tone, icon, words, children }: BannerProps) {
  return (
    <div className={classes.banner} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      {icon}
      <span className={classes.words}>{words}</span>
      {children && <span className={classes.buttons}>{children}</span>}
    </div>
  )
}
