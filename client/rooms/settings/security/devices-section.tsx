import { Button } from '@mantine/core'
import type { SignedInDevice } from '#shared/protocol/rest-account.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { useRefresh } from '../../use-answer.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { OfAccount } from './of-account.tsx'
import { securitySentence } from './security-sentence.ts'
import classes from '../settings.module.css'

const path = 'account/sessions'

/** Where the account is signed in: settings → Devices. */
export function DevicesSection() {
  return <OfAccount<readonly SignedInDevice[]> path={path}>{(devices) => <Devices all={devices} />}</OfAccount>
}

function Devices({ all }: { all: readonly SignedInDevice[] }) {
  const t = useText('security')
  const devices = all.toSorted((one, other) => Number(other.isThis) - Number(one.isThis))
  return (
    <SettingsSection title={t('devices.title')} intro={t('devices.body')}>
      <ul className={classes.list}>
        {devices.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      {devices.length > 1 ? <SignOutOthers /> : <p className={classes.hintBelow}>{t('devices.only')}</p>}
    </SettingsSection>
  )
}

function DeviceRow({ device }: { device: SignedInDevice }) {
  const t = useText('security')
  const format = useFormatter()
  const tell = useTell()
  const { id, isThis, createdAt, lastSeenAt, address } = device
  const name = device.device || t('devices.unknown')
  const date = format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' })
  const end = async () => tell(await callServer(`${path}/${id}`, { method: 'DELETE' }), t('devices.done'))
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>{name}</p>
        <p className={classes.rowHint}>
          {isThis ? (
            t('devices.thisOne')
          ) : (
            <>
              {t('devices.seen')} <RelativeTime at={lastSeenAt} />
            </>
          )}
          , {t('devices.since', { date })}
          {address && <> {t('devices.from', { address })}</>}
        </p>
      </div>
      {!isThis && (
        <Button variant="default" aria-label={t('devices.signOutNamed', { name, date })} onClick={() => void end()}>
          {t('devices.signOut')}
        </Button>
      )}
    </li>
  )
}

function SignOutOthers() {
  const t = useText('security')
  const confirm = useConfirm()
  const tell = useTell()
  const end = async () => {
    const isSure = await confirm({
      title: t('devices.othersTitle'),
      body: t('devices.othersBody'),
      confirmLabel: t('devices.signOutOthers'),
    })
    if (isSure) tell(await callServer(path, { method: 'DELETE' }), t('devices.othersDone'))
  }
  return (
    <Button variant="default" mt="md" onClick={() => void end()}>
      {t('devices.signOutOthers')}
    </Button>
  )
}

function useTell(): (outcome: RestOutcome<unknown>, said: string) => void {
  const t = useText('security')
  const announce = useAnnounce()
  const refresh = useRefresh()
  return (outcome, said) => {
    if (outcome.ok) announce(said)
    else announce(securitySentence(t, outcome), { tone: 'problem' })
    refresh(path)
  }
}
