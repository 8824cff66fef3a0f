import type { Replica } from '#shared/crdt/replica.ts'
import { ideaType } from '#shared/rooms/ideas/index.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { useThings } from '#client/rooms/things.ts'
import { ChangeTable, changeRows } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'

/** An idea as it was. */
export function IdeaVersion({ shown, before }: VersionViewProps) {
  const t = useText('ideas')
  const things = useThings()
  const wordsOf = (replica: Replica) => {
    const { text, tags, pinned, becameId, trashedAt } = ideaType.project(replica)
    return {
      text,
      tags: tags.map((tag) => `#${tag}`).join(' '),
      pinned: pinned ? t('versions.yes') : '',
      became: becameId ? (things.titleOf(becameId) ?? t('versions.gone')) : '',
      inTrash: trashedAt === undefined ? '' : t('versions.yes'),
    }
  }
  const row = changeRows(wordsOf(shown), before && wordsOf(before))
  return (
    <ChangeTable
      label={t('idea.heading')}
      rows={[
        row('text', t('idea.text'), true),
        row('tags', t('idea.tags')),
        row('pinned', t('view.pinned')),
        row('became', t('versions.became')),
        row('inTrash', t('view.trash')),
      ]}
    />
  )
}
