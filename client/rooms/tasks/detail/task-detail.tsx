import { Menu, VisuallyHidden } from '@mantine/core'
import { IconArrowLeft, IconCopy, IconDots, IconHistory, IconRestore, IconTrash, IconX } from '@tabler/icons-react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { taskQueries, type CalendarDate, type Task } from '#shared/rooms/tasks/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { ShareItem } from '#client/rooms/share.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { CompleteButton } from '../parts/complete-button.tsx'
import { useTaskActs } from '../use-task-acts.ts'
import { Checklist } from './checklist.tsx'
import { ConflictNotices } from './conflict-notices.tsx'
import { NotesField } from './notes-field.tsx'
import { Properties } from './properties.tsx'
import { TaskHistory } from './task-history.tsx'
import { TitleField } from './title-field.tsx'
import classes from './task-detail.module.css'

export interface TaskDetailProps {
  id: ReplicaId
  today: CalendarDate
  /** Where the keyboard begins: `e` goes straight to the title. */
  startIn: 'panel' | 'title'
  close: () => void
  openOther: (id: ReplicaId) => void
}

/** Everything about one task: beside the list on a desktop, the whole screen on a phone. Escape leads back to the list. */
export function TaskDetail({ id, today, startIn, close, openOther }: TaskDetailProps) {
  const t = useText('tasks')
  const task = useQuery(taskQueries.oneTask, id)
  return (
    <aside
      className={classes.panel}
      aria-label={task ? t('detail.label', { title: task.value.title || t('row.untitled') }) : t('detail.missing')}
      tabIndex={-1}
      ref={startIn === 'panel' ? takeFocus : undefined}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        close()
      }}
    >
      <DetailBar task={task} close={close} openOther={openOther} />
      <div className={classes.scroll} data-scroll>
        {task ? <Fields task={task} today={today} startIn={startIn} /> : <Missing />}
      </div>
    </aside>
  )
}

function takeFocus(node: HTMLElement | null): void {
  node?.focus({ preventScroll: true })
}

function Fields({ task, today, startIn }: { task: Task; today: CalendarDate; startIn: 'panel' | 'title' }) {
  const t = useText('tasks')
  const acts = useTaskActs()
  const canWrite = useCanWrite(task.id)
  return (
    <>
      {task.value.trashedAt !== undefined && (
        <p className={classes.trashed} role="status">
          {t('detail.inTrash')}
          {canWrite && (
            <button type="button" className={classes.linkButton} onClick={() => void acts.restore(task)}>
              {t('detail.restore')}
            </button>
          )}
        </p>
      )}
      <div className={classes.head}>
        <CompleteButton task={task} />
        <TitleField task={task} startsHere={startIn === 'title'} />
      </div>
      <ConflictNotices task={task} today={today} />
      <Properties task={task} today={today} />
      <NotesField task={task} />
      <Checklist task={task} />
      <TaskHistory task={task} />
    </>
  )
}

interface BarProps {
  task: Task | undefined
  close: () => void
  openOther: (id: ReplicaId) => void
}

function DetailBar({ task, close, openOther }: BarProps) {
  const t = useText('tasks')
  const isPhone = useIsPhone()
  return (
    <div className={classes.bar}>
      {isPhone && (
        <IconButton label={t('detail.back')} size="lg" onClick={close}>
          <IconArrowLeft size={20} stroke={1.75} />
        </IconButton>
      )}
      <VisuallyHidden component={isPhone ? 'h1' : 'h2'}>{task?.value.title || t('row.untitled')}</VisuallyHidden>
      <span className={classes.gap} />
      {task && <MoreMenu task={task} close={close} openOther={openOther} />}
      {!isPhone && (
        <IconButton label={t('detail.close')} combo="escape" onClick={close}>
          <IconX size={16} stroke={1.75} />
        </IconButton>
      )}
    </div>
  )
}

function MoreMenu({ task, close, openOther }: BarProps & { task: Task }) {
  const t = useText('tasks')
  const acts = useTaskActs()
  const history = useShowHistory()
  const canWrite = useCanWrite(task.id)
  const isPhone = useIsPhone()
  const duplicate = async () => {
    const copy = await acts.duplicate(task)
    if (copy) openOther(copy)
  }
  const trash = async () => {
    await acts.trash(task)
    close()
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={t('detail.more')} size={isPhone ? 'lg' : 'md'}>
          <IconDots size={isPhone ? 20 : 16} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {canWrite && (
          <Menu.Item leftSection={<IconCopy size={16} stroke={1.75} />} onClick={() => void duplicate()}>
            {t('detail.duplicate')}
          </Menu.Item>
        )}
        <ShareItem replica={task.id} title={task.value.title || t('row.untitled')} />
        <Menu.Item leftSection={<IconHistory size={16} stroke={1.75} />} onClick={() => history.show(task.id)}>
          {t('detail.history')}
        </Menu.Item>
        {canWrite && task.value.trashedAt === undefined && (
          <Menu.Item color="red" leftSection={<IconTrash size={16} stroke={1.75} />} onClick={() => void trash()}>
            {t('detail.trash')}
          </Menu.Item>
        )}
        {canWrite && task.value.trashedAt !== undefined && (
          <Menu.Item leftSection={<IconRestore size={16} stroke={1.75} />} onClick={() => void acts.restore(task)}>
            {t('detail.restore')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function Missing() {
  const t = useText('tasks')
  return <EmptyState title={t('detail.missing')}>{t('detail.missingBody')}</EmptyState>
}
