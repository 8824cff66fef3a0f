import type { AgentTool } from '#shared/protocol/rest-agents.ts'

const groups = ['reading', 'tasks', 'documents', 'ideas', 'whiteboards', 'other'] as const
export type ToolGroup = (typeof groups)[number]

/** Tools by what they are about, those that only tell first. */
export function toolGroups(tools: readonly AgentTool[]): readonly { group: ToolGroup; tools: readonly AgentTool[] }[] {
  return groups
    .map((group) => ({ group, tools: tools.filter((tool) => groupOf(tool) === group) }))
    .filter((each) => each.tools.length > 0)
}

function groupOf({ name, effect }: AgentTool): ToolGroup {
  if (effect === 'read') return 'reading'
  return groups.find((group) => name.startsWith(`${group}_`)) ?? 'other'
}

/** The tools that a list allows: by name, `tasks.create` or `tasks_create`, or `tasks.*` for all of a room. undefined: all. */
export function allowedTools(tools: readonly AgentTool[], allowed: readonly string[] | undefined): readonly string[] {
  const names = tools.map(({ name }) => name)
  if (!allowed) return names
  const written = allowed.map((each) => each.replaceAll('.', '_'))
  return names.filter((name) =>
    written.some((each) => (each.endsWith('_*') ? name.startsWith(each.slice(0, -1)) : each === name)),
  )
}
