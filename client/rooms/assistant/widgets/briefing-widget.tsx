import { Button } from '@mantine/core'
import { IconNews } from '@tabler/icons-react'
import { useQuery } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { messages } from '../messages.ts'
import { alertsNow, briefingNow } from '../queries.ts'
import { BriefingView } from '../replies/advice.tsx'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { useAsker } from '../use-asker.ts'
import classes from './briefing-widget.module.css'

/** What was done and changed since yesterday; what may go wrong is one click away. */
export function BriefingWidget() {
  return (
    <RoomText room="assistant" messages={messages}>
      <Briefing />
    </RoomText>
  )
}

function Briefing() {
  const t = useText('assistant')
  const { me, moment, others } = useAsker()
  const { show } = useOverlay<PanelGiven>(assistantPanel)
  const parts = useQuery(briefingNow, { me, moment, others, period: 'day' })
  const alerts = useQuery(alertsNow, { me, moment })
  // What is late or due stands on Home already.
  const news = parts.filter(({ kind }) => kind !== 'overdue' && kind !== 'due')
  if (news.length === 0 && alerts.length === 0) return null
  return (
    <Card title={t('briefing.widget')} icon={<IconNews size={16} stroke={1.75} />}>
      {news.length > 0 && <BriefingView parts={news} period="day" />}
      <div className={classes.more}>
        <Button size="compact-sm" variant="subtle" onClick={() => show({ ask: 'Weekly briefing' })}>
          {t('briefing.askWeek')}
        </Button>
        {alerts.length > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => show({ ask: 'What needs attention?' })}>
            {t('briefing.more', { count: alerts.length })}
          </Button>
        )}
      </div>
    </Card>
  )
}
