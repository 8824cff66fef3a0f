import type { Replica } from '#shared/crdt/replica.ts'
import { read } from '#shared/rooms/room.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { ChangeTable } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useFolderTitle } from '../use-folder-title.ts'

/** A folder as it was: its name and where it lay. */
export function FolderVersion({ shown, before }: VersionViewProps) {
  const t = useText('documents')
  const folderTitle = useFolderTitle()
  const title = (replica: Replica) => read.text(replica.fields(), 'title') || t('untitled')
  const folder = (replica: Replica) => folderTitle(read.id(replica.fields(), 'parent'))
  return (
    <ChangeTable
      label={t('history.facts')}
      rows={[
        { label: t('screen.title'), now: title(shown), before: before && title(before) },
        { label: t('tree.folder'), now: folder(shown), before: before && folder(before) },
      ]}
    />
  )
}
