import { Draggable, Droppable } from '@hello-pangea/dnd'
import { useMemo, useRef } from 'react'
import { checklistOf, taskCommands, type ChecklistItem, type Task } from '#shared/rooms/tasks/index.ts'
import { useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { DragContext } from '../drag/drag-context.tsx'
import { useFocusKeeper } from '../drag/use-focus-keeper.ts'
import { useSaid } from '../parts/said.tsx'
import { useShown } from '../use-shown.ts'
import { AddStep } from './add-step.tsx'
import { ChecklistStep } from './checklist-step.tsx'
import classes from './checklist.module.css'

/** The steps of a task: ticked, written, removed and put in order by pointer, touch and keyboard. */
export function Checklist({ task }: { task: Task }) {
  const t = useText('tasks')
  const canWrite = useCanWrite(task.id)
  const stored = useMemo(() => checklistOf(task.value.checklist), [task.value.checklist])
  const { steps, moveTo } = useStepMoves(task, stored)
  const adding = useRef<HTMLInputElement>(null)
  if (steps.length === 0 && !canWrite) return null
  const done = steps.filter((step) => step.done).length
  return (
    <section aria-label={t('checklist.label')}>
      <h3 className={classes.head}>
        {t('checklist.label')}
        {steps.length > 0 && (
          <span className={classes.progress}>{t('checklist.progress', { done, all: steps.length })}</span>
        )}
      </h3>
      <DragContext
        instructions={t('drag.itemInstructions')}
        titleOf={(id) => steps.find((step) => step.id === id)?.text ?? ''}
        placeOf={({ index }) => ({ section: t('checklist.label'), place: index + 1 })}
        onDrop={(id, { index }) => moveTo(id, index)}
      >
        <Steps task={task} steps={steps} moveTo={moveTo} leave={() => adding.current?.focus()} />
      </DragContext>
      {canWrite && <AddStep task={task} field={adding} />}
    </section>
  )
}

interface StepsProps {
  task: Task
  steps: readonly ChecklistItem[]
  moveTo: (id: string, index: number) => void
  /** Below the last step, to where one is added. */
  leave: () => void
}

function Steps({ task, steps, moveTo, leave }: StepsProps) {
  const t = useText('tasks')
  const canWrite = useCanWrite(task.id)
  const [say, region] = useSaid()
  const focus = useFocusKeeper()
  const goTo = (step: ChecklistItem | undefined) => (step ? focus.want(step.id) : leave())
  const moveBy = (index: number, by: -1 | 1) => {
    const step = steps[index]
    if (!step || !steps[index + by]) return
    moveTo(step.id, index + by)
    say(t('checklist.moved', { text: step.text, place: index + by + 1, all: steps.length }))
  }
  return (
    <>
      {region}
      <Droppable droppableId="checklist" isDropDisabled={!canWrite}>
        {(droppable) => (
          <ul ref={droppable.innerRef} {...droppable.droppableProps} className={classes.steps}>
            {steps.map((step, index) => (
              <Draggable key={step.id} draggableId={step.id} index={index} isDragDisabled={!canWrite}>
                {(provided, { isDragging }) => (
                  <ChecklistStep
                    task={task}
                    step={step}
                    provided={provided}
                    isDragging={isDragging}
                    takeField={focus.take}
                    moveBy={(by) => moveBy(index, by)}
                    goOn={() => goTo(steps[index + 1])}
                    goBack={() => goTo(steps[index - 1])}
                  />
                )}
              </Draggable>
            ))}
            {droppable.placeholder}
          </ul>
        )}
      </Droppable>
    </>
  )
}

/** Order of the steps; what is dropped shows at once. */
function useStepMoves(task: Task, stored: readonly ChecklistItem[]) {
  const t = useText('tasks')
  const run = useRun()
  const [steps, showUntil] = useShown(stored)
  const moveTo = (id: string, index: number) => {
    const moved = steps.find((step) => step.id === id)
    if (!moved) return
    const others = steps.filter((step) => step.id !== id)
    const after = others[index - 1]?.id
    const result = run(
      taskCommands.moveChecklistItem,
      { id: task.id, item: id, ...(after && { after }) },
      { undoLabel: t('undo.checklist') },
    )
    showUntil(
      others.toSpliced(index, 0, moved),
      result.then((outcome) => outcome.ok),
    )
  }
  return { steps, moveTo }
}
