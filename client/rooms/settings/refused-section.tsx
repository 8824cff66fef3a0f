import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { type RefusedEntry, useRefused } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { useCopy } from '#client/ui/use-copy.ts'
import { useThings } from '../things.ts'
import { downloadBlob } from '#client/ui/download-blob.ts'
import { SettingsSection } from './settings-section.tsx'
import classes from './settings.module.css'

/** The tray of changes that the server did not take, each with the reason and every way on. */
export function RefusedSection() {
  const t = useText('settings')
  const { entries } = useRefused()
  if (entries.length === 0) {
    return (
      <EmptyState isCertain icon={<IconShieldCheck size={24} stroke={1.5} />} title={t('refused.emptyTitle')}>
        {t('refused.emptyBody')}
      </EmptyState>
    )
  }
  return (
    <SettingsSection intro={t('refused.intro')}>
      <ul className={classes.list}>
        {entries.map((entry) => (
          <RefusedRow key={entry.id} entry={entry} />
        ))}
      </ul>
    </SettingsSection>
  )
}

function RefusedRow({ entry }: { entry: RefusedEntry }) {
  const t = useText('settings')
  return (
    <li className={classes.block}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>{entry.title || t('refused.untitled')}</p>
        <p className={classes.reason}>{entry.sentence}</p>
        {entry.words !== undefined && <blockquote className={classes.words}>{entry.words}</blockquote>}
        <p className={classes.rowHint}>
          <RelativeTime at={entry.at} />
        </p>
      </div>
      <RefusedButtons entry={entry} />
    </li>
  )
}

function RefusedButtons({ entry }: { entry: RefusedEntry }) {
  const t = useText('settings')
  const things = useThings()
  const act = useRefusedActs(entry)
  return (
    <div className={classes.buttons}>
      {things.pathOf(entry.replica) && (
        <Button size="compact-sm" variant="default" onClick={() => things.open(entry.replica)}>
          {t('refused.open')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => void act.copy()}>
        {t('refused.copy')}
      </Button>
      {entry.words === undefined && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => void act.download()}>
            {t('refused.export')}
          </Button>
          <Button size="compact-sm" variant="light" onClick={() => void act.retry()}>
            {t('refused.retry')}
          </Button>
        </>
      )}
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => void act.discard()}>
        {t('refused.discard')}
      </Button>
    </div>
  )
}

function useRefusedActs({ id }: RefusedEntry) {
  const t = useText('settings')
  const refused = useRefused()
  const announce = useAnnounce()
  const confirm = useConfirm()
  const copyText = useCopy()
  return {
    copy: async () => {
      const text = await refused.text(id)
      if (text.trim() === '') announce(t('refused.noText'))
      else await copyText(text)
    },
    download: async () => downloadBlob(await refused.export(id), `nexus-refused-${id}.json`),
    retry: async () => {
      await refused.retry(id)
      announce(t('refused.retried'))
    },
    discard: async () => {
      const isSure = await confirm({
        title: t('refused.discardTitle'),
        body: t('refused.discardBody'),
        confirmLabel: t('refused.discard'),
        danger: true,
      })
      if (isSure) await refused.discard(id)
    },
  }
}
