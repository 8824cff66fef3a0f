import { IconCalendarCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { taskQueries, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { Card } from '#client/ui/card.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { CompleteButton } from '../parts/complete-button.tsx'
import { useToday } from '../parts/day.ts'
import { TaskFacts } from '../parts/task-facts.tsx'
import { useProjects } from '../use-projects.ts'
import classes from './today-widget.module.css'

const maxShown = 8
const onlyWhen = { project: true, labels: true, steps: true }

/** What is late and what is for today, to complete on the spot. */
export function TodayWidget() {
  const t = useText('tasks')
  const today = useToday()
  const { id } = useWorkspace()
  const { overdue, today: now } = useQuery(taskQueries.todayTasks, { today, sort: 'due' })
  const counts = useQuery(taskQueries.taskCounts, { today })
  if (counts.open === 0) return null
  const late = overdue.slice(0, Math.max(2, maxShown - now.length))
  const due = now.slice(0, maxShown - late.length)
  const hidden = overdue.length + now.length - late.length - due.length
  const all = (
    <Link to={`/w/${id}/tasks`} search={{ view: 'today' } as never} className={classes.all}>
      {t('widget.all')}
    </Link>
  )
  return (
    <Card title={t('widget.title')} icon={<IconCalendarCheck size={16} stroke={1.75} />} aside={all}>
      {late.length > 0 && (
        <>
          <h3 className={classes.late}>{t('widget.overdue')}</h3>
          <Rows tasks={late} today={today} hideDay={false} />
        </>
      )}
      {due.length > 0 && <Rows tasks={due} today={today} hideDay />}
      {overdue.length + now.length === 0 && <p className={classes.clear}>{t('widget.clear')}</p>}
      {hidden > 0 && (
        <Link to={`/w/${id}/tasks`} search={{ view: 'today' } as never} className={classes.more}>
          {t('widget.more', { count: hidden })}
        </Link>
      )}
    </Card>
  )
}

function Rows({ tasks, today, hideDay }: { tasks: readonly Task[]; today: CalendarDate; hideDay: boolean }) {
  const t = useText('tasks')
  const { id } = useWorkspace()
  const projects = useProjects()
  return (
    <ul className={classes.rows}>
      {tasks.map((task) => (
        <li key={task.id} className={classes.row}>
          <CompleteButton task={task} />
          <Link to={`/w/${id}/tasks`} search={{ view: 'today', open: task.id } as never} className={classes.title}>
            {task.value.title || t('row.untitled')}
          </Link>
          <TaskFacts task={task} today={today} projects={projects.titles} hide={{ ...onlyWhen, date: hideDay }} />
        </li>
      ))}
    </ul>
  )
}
