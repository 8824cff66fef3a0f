import type { Room } from '../room.ts'
import * as checklist from './checklist-commands.ts'
import { projectType, taskType } from './model.ts'
import { repeatCommands } from './repeat-commands.ts'
import * as projects from './project-commands.ts'
import * as task from './task-commands.ts'
import * as life from './task-life-commands.ts'
import { waitingCommands } from './waiting-commands.ts'

export const taskCommands = {
  create: task.createTask,
  rename: task.renameTask,
  setNotes: task.setTaskNotes,
  setStatus: task.setTaskStatus,
  complete: task.completeTask,
  reopen: task.reopenTask,
  setPriority: task.setTaskPriority,
  schedule: task.scheduleTask,
  assign: task.assignTask,
  setLabels: task.setTaskLabels,
  moveToProject: task.moveTaskToProject,
  move: task.moveTask,
  ...life.lifeCommands,
  ...repeatCommands,
  ...checklist.checklistCommands,
  ...waitingCommands,
  ...projects.projectCommands,
} as const

export const tasks: Room = { name: 'tasks', types: [taskType, projectType], commands: Object.values(taskCommands) }

export { agenda, type AgendaParams, type AgendaSection, type AgendaView } from './agenda.ts'
export { addDays, isClockTime, type CalendarDate } from './calendar-date.ts'
export { taskSorts, type Task, type TaskFilter, type TaskSort } from './filter.ts'
export { checklistOf, projectType, taskPriorities, taskStatuses, taskType } from './model.ts'
export type { ChecklistItem, ProjectRow, TaskPriority, TaskRow, TaskStatus } from './model.ts'
export * as taskQueries from './queries.ts'
export type { BoardColumns, DayOfTasks, Project, TaskCounts, TodayTasks } from './queries.ts'
export { contestedFields, type ContestedField } from './task-life-commands.ts'
export { blockersIn, isStillOpen, type Waiting, waitingIn } from './waiting.ts'
