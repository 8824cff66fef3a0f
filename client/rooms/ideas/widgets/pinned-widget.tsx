import { IconPin } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { ideaQueries, ideaTitle } from '#shared/rooms/ideas/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { useText } from '#client/ui/i18n.tsx'
import classes from './pinned-widget.module.css'

const maxShown = 6

export function PinnedWidget() {
  const t = useText('ideas')
  const { id } = useWorkspace()
  const ideas = useQuery(ideaQueries.pinnedIdeas)
  if (ideas.length === 0) return null
  const all = (
    <Link to={`/w/${id}/ideas`} className={classes.all}>
      {t('widget.all')}
    </Link>
  )
  return (
    <Card title={t('widget.pinned')} icon={<IconPin size={16} stroke={1.75} />} aside={all}>
      <ul className={classes.list}>
        {ideas.slice(0, maxShown).map((idea) => (
          <li key={idea.id}>
            <Link to={`/w/${id}/ideas`} search={{ open: idea.id } as never} className={classes.idea}>
              {ideaTitle(idea.value.text)}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
