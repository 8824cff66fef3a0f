import { IconSparkles } from '@tabler/icons-react'
import { useQuery } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { messages } from '../messages.ts'
import { nextActionsNow } from '../queries.ts'
import { NextList } from '../replies/advice.tsx'
import { useAsker } from '../use-asker.ts'

/** The three things that most speaks for, and what does. */
export function NextWidget() {
  return (
    <RoomText room="assistant" messages={messages}>
      <Next />
    </RoomText>
  )
}

function Next() {
  const t = useText('assistant')
  const { me, moment } = useAsker()
  const actions = useQuery(nextActionsNow, { me, moment })
  if (actions.length === 0) return null
  return (
    <Card title={t('next.title')} icon={<IconSparkles size={16} stroke={1.75} />}>
      <NextList actions={actions} />
    </Card>
  )
}
