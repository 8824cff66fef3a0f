import { Button } from '@mantine/core'
import { IconHistory, IconX } from '@tabler/icons-react'
import type { Since } from '#shared/assistant/since/since.ts'
import { usePeople, useQuery, useSyncStatus } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { messages } from '../messages.ts'
import { missedNow } from '../queries.ts'
import { SinceItems, useSinceHead } from '../replies/since-view.tsx'
import { SummariseButton } from '../since/summarise-button.tsx'
import { useVisits } from '../since/use-visits.ts'
import { useWhen } from '../since/use-when.ts'
import { useAsker } from '../use-asker.ts'
import classes from './briefing-widget.module.css'

/** For whoever comes back after a pause: what happened meanwhile. Not there when nothing did, or when it was put away. */
export function SinceWidget() {
  return (
    <RoomText room="assistant" messages={messages}>
      <Missed />
    </RoomText>
  )
}

const shown = 4

function Missed() {
  const visits = useVisits()
  const { me, moment } = useAsker()
  const { coming } = useSyncStatus()
  const name = usePeople().me?.name ?? ''
  const visit = visits.visit()
  // By the minute it would be another question.
  const stretch = visit && { ...visit, lastMs: visit.sinceMs }
  const since = useQuery(missedNow, { me, moment, name, visit: stretch, remembered: visits.remembered() })
  // As long as things still come, the figures would be of half of them.
  if (!since || since.items.length === 0 || visit?.isDismissed || coming) return null
  return <MissedCard since={since} dismiss={visits.dismiss} />
}

function MissedCard({ since, dismiss }: { since: Since; dismiss: () => void }) {
  const t = useText('assistant')
  const head = useSinceHead()
  const when = useWhen()
  const { show } = useOverlay<PanelGiven>(assistantPanel)
  const { items, concerning } = since
  return (
    <Card
      title={t('since.title')}
      icon={<IconHistory size={16} stroke={1.75} />}
      aside={
        <IconButton label={t('since.dismiss')} onClick={dismiss}>
          <IconX size={16} stroke={1.6} />
        </IconButton>
      }
    >
      <p className={classes.head}>
        {t('since.when', { when: when(since.fromMs) })}: {head(since)}
      </p>
      <SinceItems items={items.slice(0, Math.min(shown, concerning))} />
      <div className={classes.more}>
        <Button size="compact-sm" variant="subtle" onClick={() => show({ ask: 'What did I miss?' })}>
          {t('since.all')}
        </Button>
        <SummariseButton since={since} />
      </div>
    </Card>
  )
}
