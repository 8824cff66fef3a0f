import { IconPalette } from '@tabler/icons-react'
import { recentBoards } from '#shared/rooms/whiteboards/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { ThingEntry, ThingList } from '#client/ui/thing-list.tsx'

const shownBoards = 4

/** On Home: what was drawn on last. */
export function RecentBoards() {
  const t = useText('whiteboards')
  const { id: workspace } = useWorkspace()
  const boards = useQuery(recentBoards, { limit: shownBoards })
  if (boards.length === 0) return null
  return (
    <Card title={t('recent')} icon={<IconPalette size={16} stroke={1.75} />}>
      <ThingList>
        {boards.map(({ id, value, changedAt }) => (
          <ThingEntry
            key={id}
            to={`/w/${workspace}/whiteboards/${id}`}
            icon={IconPalette}
            title={value.title || t('untitled')}
            changedAt={changedAt}
          />
        ))}
      </ThingList>
    </Card>
  )
}
