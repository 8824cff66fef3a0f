import { Menu } from '@mantine/core'
import { IconDots, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react'
import { Activity, type RefObject, useRef, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { addDays, agenda, taskCommands, taskQueries, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { Page } from '#client/ui/page.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { TaskBoard } from './board/task-board.tsx'
import { TaskDetail } from './detail/task-detail.tsx'
import type { ProjectDialogGiven } from './dialogs/project-dialog.tsx'
import { EmptyList } from './empty-list.tsx'
import { TaskList, type ListHandle } from './list/task-list.tsx'
import { useToday } from './parts/day.ts'
import type { NewTask } from './quick/task-input.ts'
import { QuickAdd } from './quick-add.tsx'
import { useTaskSearch, type TaskSearchState } from './search.ts'
import { TaskToolbar } from './toolbar/task-toolbar.tsx'
import { useAddTask } from './use-add-task.ts'
import { useProjects } from './use-projects.ts'
import classes from './tasks-screen.module.css'

/** The list or board, and beside it (on a phone: instead of it) the task that is open. */
export function TasksScreen() {
  const state = useTaskSearch()
  const today = useToday()
  const isPhone = useIsPhone()
  const list = useRef<ListHandle>(null)
  const [startIn, setStartIn] = useState<'panel' | 'title'>('panel')
  const { search, change } = state
  const close = () => {
    const { open } = search
    void change({ open: undefined }).then(() => list.current?.focus(open))
  }
  const detail = search.open && (
    <TaskDetail
      key={search.open}
      id={search.open}
      today={today}
      startIn={startIn}
      close={close}
      openOther={(id) => void change({ open: id })}
    />
  )
  return (
    <div className={classes.screen}>
      {/* Out of sight it keeps what was typed there and where it was scrolled to. */}
      <Activity mode={isPhone && detail ? 'hidden' : 'visible'}>
        <ListPage
          state={state}
          today={today}
          handle={list}
          open={(task, begin) => {
            setStartIn(begin)
            void change({ open: task.id })
          }}
        />
      </Activity>
      {detail}
    </div>
  )
}

interface PartProps {
  state: TaskSearchState
  today: CalendarDate
  handle: RefObject<ListHandle | null>
  open: (task: Task, begin: 'panel' | 'title') => void
}

function ListPage(props: PartProps) {
  const { state, today } = props
  const t = useText('tasks')
  const { search, view } = state
  const projects = useProjects()
  const { canWrite } = useWorkspace()
  const project = search.project ? projects.titles.get(search.project) : undefined
  const takesTasks = canWrite && (search.project ? project !== undefined : view !== 'done' && view !== 'trash')
  return (
    <div className={classes.page}>
      <Page
        width="full"
        title={project ?? (search.project ? t('label') : view === 'all' ? t('label') : t(`views.${view}`))}
        actions={project !== undefined && canWrite && <ProjectMenu id={search.project} title={project} state={state} />}
        toolbar={<TaskToolbar state={state} />}
      >
        <div className={classes.body}>
          {search.project && project === undefined ? (
            <EmptyState title={t('project.missing')}>{t('project.missingBody')}</EmptyState>
          ) : (
            <>
              {takesTasks && <AddRow {...props} project={project} today={today} />}
              <Content {...props} />
            </>
          )}
        </div>
      </Page>
    </div>
  )
}

function AddRow({ state, today, handle, project }: PartProps & { project: string | undefined }) {
  const t = useText('tasks')
  const addTask = useAddTask()
  const { search, view } = state
  const dueDate = search.project || view === 'all' ? undefined : view === 'today' ? today : addDays(today, 1)
  const placeholder = () => {
    if (project !== undefined) return t('quickAdd.placeholderProject', { project })
    if (view === 'today') return t('quickAdd.placeholderToday')
    return view === 'upcoming' ? t('quickAdd.placeholderUpcoming') : t('quickAdd.placeholder')
  }
  const add = async (task: NewTask) => {
    const place = { ...(dueDate && { dueDate }), ...(search.project && { project: search.project }) }
    return (await addTask({ ...place, ...task })) !== undefined
  }
  return (
    <div className={classes.add} data-layout={search.layout}>
      <QuickAdd placeholder={placeholder()} add={add} leave={() => handle.current?.focus()} />
    </div>
  )
}

function Content({ state, today, handle, open }: PartProps) {
  const { search, view } = state
  const { canWrite } = useWorkspace()
  const projects = useProjects()
  const isHistory = !search.project && (view === 'done' || view === 'trash')
  const isSorted = (search.sort ?? 'position') !== 'position'
  const shared = {
    today,
    projects: projects.titles,
    openId: search.open,
    hideProject: search.project !== undefined,
    open,
    handle,
  }
  if (search.layout === 'board' && !isHistory) {
    return <Board state={state} {...shared} isMovable={canWrite} isSorted={isSorted} />
  }
  return <List state={state} {...shared} isMovable={canWrite && !isHistory && !isSorted} />
}

type Shared = Omit<Parameters<typeof TaskList>[0], 'sections'> & { state: TaskSearchState }

function List({ state, ...shared }: Shared) {
  const { search, view, filter } = state
  const sections = useQuery(agenda, {
    view: search.project ? 'all' : view,
    today: shared.today,
    filter,
    sort: search.sort,
  })
  const { open } = useQuery(taskQueries.taskCounts, { today: shared.today })
  if (sections.length === 0) return <EmptyList state={state} openCount={open} />
  return <TaskList sections={sections} {...shared} />
}

function Board({ state, ...shared }: Shared & { isSorted: boolean }) {
  const { search, view, filter } = state
  const span = search.project || view === 'done' || view === 'trash' ? 'all' : view
  const columns = useQuery(taskQueries.boardColumns, { filter, sort: search.sort, span, today: shared.today })
  return <TaskBoard columns={columns} {...shared} />
}

function ProjectMenu({ id, title, state }: { id: ReplicaId | undefined; title: string; state: TaskSearchState }) {
  const t = useText('tasks')
  const run = useRun()
  const announce = useAnnounce()
  const dialog = useOverlay<ProjectDialogGiven>('tasks.project')
  const history = useShowHistory()
  if (!id) return null
  const trash = async () => {
    const outcome = await run(taskCommands.trashProject, { id }, { undoLabel: t('undo.project') })
    if (!outcome.ok) return
    await state.change({ project: undefined })
    announce(t('project.trashed', { title }), { undo: true })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('project.actions')}>
          <IconDots size={16} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} stroke={1.75} />}
          onClick={() => dialog.show({ rename: { id, title } })}
        >
          {t('project.rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={16} stroke={1.75} />} onClick={() => history.show(id)}>
          {t('project.history')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} stroke={1.75} />} onClick={() => void trash()}>
          {t('project.trash')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
