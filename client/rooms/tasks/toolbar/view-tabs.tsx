import { Menu } from '@mantine/core'
import { IconChevronDown, IconFolder, IconPlus, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { taskQueries } from '#shared/rooms/tasks/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import type { ProjectDialogGiven } from '../dialogs/project-dialog.tsx'
import { useToday } from '../parts/day.ts'
import type { TaskSearchState, View } from '../search.ts'
import { useProjects } from '../use-projects.ts'
import classes from './view-tabs.module.css'

const tabs = ['all', 'today', 'upcoming', 'done'] as const

export function ViewTabs({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const { id } = useWorkspace()
  const { search, view } = state
  const counts = useQuery(taskQueries.taskCounts, { today: useToday() })
  const badges: Partial<Record<View, number>> = { today: counts.today + counts.overdue }
  return (
    <nav className={classes.tabs} aria-label={t('views.label')}>
      {tabs.map((tab) => (
        <Link
          key={tab}
          to={`/w/${id}/tasks`}
          search={
            {
              ...(tab !== 'all' && { view: tab }),
              ...(search.layout && tab !== 'done' && { layout: search.layout }),
            } as never
          }
          className={classes.tab}
          activeProps={noActiveProps}
          data-picked={!search.project && view === tab}
          {...(!search.project && view === tab && { 'aria-current': 'page' as const })}
        >
          {t(`views.${tab}`)}
          {Boolean(badges[tab]) && (
            <span className={classes.badge} data-late={counts.overdue > 0}>
              {badges[tab]}
            </span>
          )}
        </Link>
      ))}
      <ProjectsMenu state={state} />
    </nav>
  )
}

/** The router marks links as current by path alone; which view is current is ours to say. */
const noActiveProps = { 'aria-current': undefined }

function ProjectsMenu({ state }: { state: TaskSearchState }) {
  const t = useText('tasks')
  const projects = useProjects()
  const { canWrite } = useWorkspace()
  const dialog = useOverlay<ProjectDialogGiven>('tasks.project')
  const { search, view, change } = state
  const picked = search.project ? projects.titles.get(search.project) : view === 'trash' ? t('views.trash') : undefined
  const show = (patch: object) => change({ view: undefined, project: undefined, ...patch })
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={classes.tab} data-picked={picked !== undefined}>
          <span className={classes.name}>{picked ?? t('views.projects')}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.all.map((project) => (
          <Menu.Item
            key={project.id}
            leftSection={<IconFolder size={16} stroke={1.6} />}
            onClick={() => void show({ project: project.id })}
          >
            {project.value.title}
          </Menu.Item>
        ))}
        {canWrite && (
          <Menu.Item
            leftSection={<IconPlus size={16} stroke={1.75} />}
            onClick={() => dialog.show({ then: (id) => void show({ project: id }) })}
          >
            {t('project.new')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} />} onClick={() => void show({ view: 'trash' })}>
          {t('views.trash')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
