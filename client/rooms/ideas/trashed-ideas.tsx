import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { ideaQueries, ideaTitle } from '#shared/rooms/ideas/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { useIdeaActs } from './use-idea-acts.ts'
import classes from './trashed-ideas.module.css'

export function TrashedIdeas() {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const { canWrite } = useWorkspace()
  const ideas = useQuery(ideaQueries.trashedIdeas)
  if (ideas.length === 0) {
    return (
      <EmptyState icon={<IconTrash />} title={t('empty.trash')}>
        {t('empty.trashBody')}
      </EmptyState>
    )
  }
  return (
    <ul className={classes.list}>
      {ideas.map((idea) => {
        const title = ideaTitle(idea.value.text)
        return (
          <li key={idea.id} className={classes.idea}>
            <span className={classes.title}>{title}</span>
            <span className={classes.when}>
              {idea.value.trashedAt !== undefined && <RelativeTime at={idea.value.trashedAt} />}
            </span>
            {canWrite && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('idea.restoreLabel', { title })}
                onClick={() => void acts.restore(idea)}
              >
                {t('idea.restore')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
