import { Button } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useState } from 'react'
import type { Since } from '#shared/assistant/since/since.ts'
import { assistantCommands } from '#shared/rooms/assistant/index.ts'
import { useRun, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { assistantPanel, type PanelGiven } from '../../assistant-panel.ts'
import { momentNow } from '../../moment.ts'
import { useWhen } from './use-when.ts'

/** As many as a question can be about. */
const mostThings = 20

/** Asks the model on the server about these very things: it reads them by its tools, with the rights of whoever asks. */
export function SummariseButton({ since: { items, fromMs } }: { since: Since }) {
  const t = useText('assistant')
  const run = useRun()
  const whenText = useWhen()
  const { canAsk } = useWorkspace()
  const { show } = useOverlay<PanelGiven>(assistantPanel)
  const [hasFailed, setFailed] = useState(false)
  if (!canAsk) return null
  const summarise = async () => {
    const about = items.flatMap(({ id, deed }) => (deed === 'trashed' ? [] : [id])).slice(0, mostThings)
    const text = t('since.question', { when: whenText(fromMs) })
    const { timeZone, weekStartsOn } = momentNow(Date.now())
    const asked = await run(assistantCommands.ask, { text, timeZone, weekStartsOn, about })
    setFailed(!asked.ok)
    if (asked.ok) show({ asked: { ...asked.value, text } })
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconSparkles size={14} stroke={1.75} aria-hidden />}
        data-tip={t('since.summariseHint')}
        onClick={() => void summarise()}
      >
        {t('since.summarise')}
      </Button>
      {hasFailed && <p role="alert">{t('since.summariseFailed')}</p>}
    </>
  )
}
