import { z } from 'zod'
import { done, refused } from '../../kit/outcome.ts'
import { command } from '../room.ts'
import * as input from './inputs.ts'
import { projectType } from './model.ts'
import { placeByTime } from './place.ts'

export const createProject = command({
  name: 'tasks.createProject',
  says: 'Make a project that tasks can be put into.',
  effect: 'write',
  input: z.object({ title: input.title }),
  async run(work, { title }) {
    const now = work.clock.now()
    const project = await work.create(projectType, {
      title,
      position: placeByTime(work.random, now),
      createdAt: now,
      createdBy: work.principal,
    })
    return done(project.id)
  },
})

export const renameProject = command({
  name: 'tasks.renameProject',
  says: 'Give a project another name.',
  effect: 'write',
  input: z.object({ id: input.projectId, title: input.title }),
  async run(work, { id, title }) {
    const project = await work.open(projectType, id)
    if (!project) return refused('project-missing')
    project.patch({ title })
    return done()
  },
})

/** Its tasks stay in every other list, and are its own again when it is restored. */
export const trashProject = command({
  name: 'tasks.trashProject',
  says: 'Put a project into the trash; its tasks stay.',
  effect: 'destructive',
  input: z.object({ id: input.projectId }),
  async run(work, { id }) {
    const project = await work.open(projectType, id)
    if (!project) return refused('project-missing')
    if (project.fields().trashedAt === undefined) project.patch({ trashedAt: work.clock.now() })
    return done()
  },
})

export const restoreProject = command({
  name: 'tasks.restoreProject',
  says: 'Take a project back out of the trash.',
  effect: 'write',
  input: z.object({ id: input.projectId }),
  async run(work, { id }) {
    const project = await work.open(projectType, id)
    if (!project) return refused('project-missing')
    project.patch({ trashedAt: null })
    return done()
  },
})

export const projectCommands = { createProject, renameProject, trashProject, restoreProject } as const
