import { Button } from '@mantine/core'
import { IconArrowLeft, IconFileText, IconFolder, IconTrash } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { documentQueries, restoreDocument, restoreFolder, type TrashItem } from '#shared/rooms/documents/index.ts'
import { useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useThings } from '#client/rooms/things.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Page } from '#client/ui/page.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import classes from './trash-screen.module.css'

/** What was thrown away, last first. Nothing leaves the trash by itself. */
export function TrashScreen() {
  const t = useText('documents')
  const { id } = useWorkspace()
  const navigate = useNavigate()
  const items = useQuery(documentQueries.trashedDocuments)
  const back = (
    <IconButton label={t('screen.back')} size="lg" onClick={() => void navigate({ to: `/w/${id}/documents` })}>
      <IconArrowLeft size={18} />
    </IconButton>
  )
  return (
    <Page title={t('trash.title')} leading={back} width="reading">
      {items.length === 0 ? (
        <EmptyState icon={<IconTrash size={36} stroke={1.3} />} title={t('trash.emptyTitle')}>
          {t('trash.emptyText')}
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {items.map((item) => (
            <TrashLine key={item.id} item={item} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function TrashLine({ item }: { item: TrashItem }) {
  const t = useText('documents')
  const run = useRun()
  const things = useThings()
  const announce = useAnnounce()
  const { canWrite } = useWorkspace()
  const title = item.title || t('untitled')
  const Icon = item.kind === 'folder' ? IconFolder : IconFileText
  const restore = async () => {
    const back = await run(item.kind === 'folder' ? restoreFolder : restoreDocument, { id: item.id })
    if (back.ok) announce(t('trash.restored', { title }), { undo: true })
  }
  return (
    <li className={classes.line}>
      <Icon size={18} stroke={1.6} className={classes.icon} aria-hidden />
      <span className={classes.words}>
        {item.kind === 'document' ? (
          <Link className={classes.title} to={things.pathOf(item.id) ?? ''}>
            {title}
          </Link>
        ) : (
          <span className={classes.title}>{title}</span>
        )}
        <span className={classes.quiet}>
          <RelativeTime at={item.trashedAt} />
          {item.kind === 'folder' && ` · ${t('trash.inside', { count: item.inside })}`}
        </span>
      </span>
      {canWrite && (
        <Button
          variant="default"
          size="xs"
          aria-label={t('trash.restoreLabel', { title })}
          onClick={() => void restore()}
        >
          {t('trash.restore')}
        </Button>
      )}
    </li>
  )
}
