import { expect, it } from 'vitest'
import type { AgentTool } from '#shared/protocol/rest-agents.ts'
import { slugOf } from './slug-of.ts'
import { allowedTools, toolGroups } from './tool-groups.ts'

const tool = (name: string, effect: AgentTool['effect'] = 'write'): AgentTool => ({ name, says: '', effect })
const tools = [
  tool('records_query', 'read'),
  tool('tasks_create'),
  tool('tasks_trash', 'destructive'),
  tool('charts_draw'),
]

it('tools stand by what they are about, those of rooms that are new at the end', () => {
  expect(toolGroups(tools).map(({ group, tools: found }) => [group, found.map(({ name }) => name)])).toEqual([
    ['reading', ['records_query']],
    ['tasks', ['tasks_create', 'tasks_trash']],
    ['other', ['charts_draw']],
  ])
})

it('a list allows by name, however it is written, and by room; none allows all', () => {
  expect(allowedTools(tools, undefined)).toHaveLength(4)
  expect(allowedTools(tools, [])).toEqual([])
  expect(allowedTools(tools, ['tasks.*'])).toEqual(['tasks_create', 'tasks_trash'])
  expect(allowedTools(tools, ['tasks.trash', 'records_query', 'task.*'])).toEqual(['records_query', 'tasks_trash'])
})

it('names for people become names for paths', () => {
  expect(['Sales helper', '  Büro & Co. ', '日本'].map(slugOf)).toEqual(['sales-helper', 'buro-co', ''])
})
