import { IconFolder, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { taskQueries } from '#shared/rooms/tasks/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { SidebarSection } from '#client/ui/sidebar-section.tsx'
import type { ProjectDialogGiven } from './dialogs/project-dialog.tsx'
import { useToday } from './parts/day.ts'
import { useProjects } from './use-projects.ts'
import { useStillComing } from '#client/ui/still-coming.tsx'
import classes from './sidebar-projects.module.css'

/** The projects in the sidebar, each with how much of it is left. */
export function SidebarProjects() {
  const t = useText('tasks')
  const coming = useStillComing()
  const { id, canWrite } = useWorkspace()
  const projects = useProjects()
  const { byProject } = useQuery(taskQueries.taskCounts, { today: useToday() })
  const dialog = useOverlay<ProjectDialogGiven>('tasks.project')
  if (projects.all.length === 0 && !canWrite) return null
  const add = (
    <IconButton label={t('project.new')} size="sm" onClick={() => dialog.show({})}>
      <IconPlus size={14} stroke={1.75} />
    </IconButton>
  )
  return (
    <SidebarSection title={t('project.section')} {...(canWrite && { actions: add })}>
      {projects.all.length === 0 ? (
        <p className={classes.none}>{coming?.title ?? t('project.none')}</p>
      ) : (
        <ul className={classes.list}>
          {projects.all.map((project) => (
            <li key={project.id}>
              <Link
                to={`/w/${id}/tasks`}
                search={{ project: project.id } as never}
                className={classes.project}
                activeOptions={{ includeSearch: true }}
              >
                <IconFolder size={16} stroke={1.6} aria-hidden />
                <span className={classes.title}>{project.value.title}</span>
                {byProject[project.id] !== undefined && (
                  <span
                    className={classes.count}
                    aria-label={t('project.count', { count: byProject[project.id] ?? 0 })}
                  >
                    {byProject[project.id]}
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </SidebarSection>
  )
}
