import { IconFileText, IconHistory, IconPin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type DocumentItem, documentQueries } from '#shared/rooms/documents/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { Card } from '#client/ui/card.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { ThingEntry, ThingList } from '#client/ui/thing-list.tsx'

const recentLimit = 6

/** On Home: what was written last. */
export function RecentDocuments() {
  const t = useText('documents')
  const items = useQuery(documentQueries.recentDocuments, { limit: recentLimit })
  return (
    <DocumentCard heading={t('widgets.recent')} icon={<IconHistory size={16} stroke={1.75} />} items={items} hasTimes />
  )
}

/** On Home: what shall stay at hand. */
export function PinnedDocuments() {
  const t = useText('documents')
  const items = useQuery(documentQueries.pinnedDocuments)
  return <DocumentCard heading={t('widgets.pinned')} icon={<IconPin size={16} stroke={1.75} />} items={items} />
}

function DocumentCard({
  heading,
  icon,
  items,
  hasTimes = false,
}: {
  heading: string
  icon: ReactNode
  items: readonly DocumentItem[]
  hasTimes?: boolean
}) {
  if (items.length === 0) return null
  return (
    <Card title={heading} icon={icon}>
      <ThingList>
        {items.map((item) => (
          <DocumentEntry key={item.id} item={item} hasTime={hasTimes} />
        ))}
      </ThingList>
    </Card>
  )
}

function DocumentEntry({ item, hasTime }: { item: DocumentItem; hasTime: boolean }) {
  const t = useText('documents')
  const things = useThings()
  const { done, total } = item.checklist
  const facts = [...item.path, ...(total > 0 ? [t('widgets.done', { done: String(done), total: String(total) })] : [])]
  return (
    <ThingEntry
      to={things.pathOf(item.id) ?? ''}
      icon={IconFileText}
      title={item.title || t('untitled')}
      facts={facts.length > 0 ? facts.join(' · ') : item.excerpt}
      changedAt={hasTime ? item.changedAt : undefined}
    />
  )
}
