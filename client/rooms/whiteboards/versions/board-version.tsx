import { useMemo } from 'react'
import type { Replica } from '#shared/crdt/replica.ts'
import { boardType, drawnIn } from '#shared/rooms/whiteboards/index.ts'
import type { VersionViewProps } from '#client/rooms/client-room.ts'
import { ChangeTable } from '#client/ui/change-table.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { outlineOf } from '../preview/outline.ts'
import { OutlinePicture } from '../preview/outline-picture.tsx'
import { drawingChanges } from './drawing-changes.ts'
import classes from './board-version.module.css'

/** A board as it was, from afar, and how much of it came, changed or went. */
export function BoardVersion({ shown, before }: VersionViewProps) {
  const t = useText('whiteboards')
  const title = (replica: Replica) => boardType.project(replica).title || t('untitled')
  const { outline, changes } = useMemo(() => {
    const now = drawnIn(shown)
    return { outline: outlineOf(now), changes: before && drawingChanges(drawnIn(before), now) }
  }, [shown, before])
  return (
    <>
      <ChangeTable
        label={t('versions.facts')}
        rows={[{ label: t('board.title'), now: title(shown), before: before && title(before) }]}
      />
      {changes && <p className={classes.sum}>{t('versions.sum', { ...changes })}</p>}
      <div className={classes.picture} role="img" aria-label={t('board.canvas', { title: title(shown) })}>
        {outline ? <OutlinePicture outline={outline} /> : <p className={classes.empty}>{t('versions.empty')}</p>}
      </div>
    </>
  )
}
