import { Alert, Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { useStorageHealth } from '#client/replica/index.ts'
import { type Text, useFormatter, useText } from '#client/ui/i18n.tsx'
import { useInstallPrompt } from '#client/ui/install-prompt.tsx'
import { bytesText } from '#client/ui/bytes-text.ts'
import { SettingsSection } from './settings-section.tsx'
import { StatusNow } from './status-now.tsx'
import classes from './settings.module.css'

export function StorageSection() {
  const t = useText('settings')
  const { problem } = useStorageHealth()
  return (
    <>
      {problem && (
        <Alert color="red" mb="lg" role="alert">
          {problem}
        </Alert>
      )}
      <SettingsSection title={t('storage.device')}>
        <Usage />
        <Persistence />
      </SettingsSection>
      <SettingsSection title={t('storage.server')}>
        <StatusNow />
      </SettingsSection>
      <Install />
    </>
  )
}

function Usage() {
  const t = useText('settings')
  const format = useFormatter()
  const { usedBytes, quotaBytes } = useStorageHealth()
  if (usedBytes === undefined) return <p className={classes.rowHint}>{t('storage.unknown')}</p>
  const used = bytesText(usedBytes, format)
  if (!quotaBytes) return <p>{t('storage.usedOnly', { used })}</p>
  const percent = Math.min(100, (usedBytes / quotaBytes) * 100)
  return (
    <>
      <p className={classes.rowHint}>{t('storage.used', { used, quota: bytesText(quotaBytes, format) })}</p>
      <Progress
        value={Math.max(percent, 0.5)}
        mt="xs"
        mb="md"
        size="sm"
        aria-label={t('storage.bar')}
        color={percent > 90 ? 'red' : 'ink'}
      />
    </>
  )
}

function Persistence() {
  const t = useText('settings')
  const { persisted, requestPersistence } = useStorageHealth()
  const [wasAsked, setAsked] = useState(false)
  const ask = async () => {
    await requestPersistence()
    setAsked(true)
  }
  return (
    <div className={classes.row}>
      <p className={classes.rowWords}>
        {persistenceText(t, persisted)}
        {wasAsked && persisted === false && <span className={classes.reason}> {t('storage.requestRefused')}</span>}
      </p>
      {persisted === false && (
        <Button variant="default" onClick={() => void ask()}>
          {t('storage.request')}
        </Button>
      )}
    </div>
  )
}

function persistenceText(t: Text<'settings'>, persisted: boolean | undefined): string {
  if (persisted === undefined) return t('storage.persistUnknown')
  return persisted ? t('storage.persisted') : t('storage.notPersisted')
}

function Install() {
  const t = useText('settings')
  const { isInstalled, offer } = useInstallPrompt()
  return (
    <SettingsSection title={t('install.title')} intro={isInstalled ? t('install.done') : t('install.body')}>
      {!isInstalled && offer && <Button onClick={() => void offer()}>{t('install.action')}</Button>}
      {!isInstalled && !offer && <p className={classes.rowHint}>{t('install.byHand')}</p>}
    </SettingsSection>
  )
}
