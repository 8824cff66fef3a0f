import { useState } from 'react'
import type { AgentSummary, AgentTool } from '#shared/protocol/rest-agents.ts'
import { allowedTools } from './tool-groups.ts'

const texts = ['name', 'instructions', 'model', 'temperature', 'maxTokens', 'monthlyTokens'] as const
type TextName = (typeof texts)[number]

export type AgentDraft = ReturnType<typeof useAgentDraft>

/** What is typed of an agent before it is saved. What is left empty is taken away. */
export function useAgentDraft(agent: AgentSummary, tools: readonly AgentTool[]) {
  const before = Object.fromEntries(texts.map((each) => [each, String(agent[each] ?? '')])) as Record<TextName, string>
  const [values, setValues] = useState(before)
  // undefined: all, those to come included.
  const [chosen, choose] = useState(agent.tools && allowedTools(tools, agent.tools))
  const [hasChosen, setChosen] = useState(false)
  const numberOrNull = (text: string) => (text.trim() === '' ? null : Number(text))
  const body = {
    name: values.name.trim(),
    instructions: values.instructions.trim() || null,
    model: values.model.trim() || null,
    temperature: numberOrNull(values.temperature),
    maxTokens: numberOrNull(values.maxTokens),
    monthlyTokens: numberOrNull(values.monthlyTokens),
    // A list with `tasks.*` in it stays one as long as nobody chooses otherwise.
    ...(hasChosen && { tools: chosen ?? null }),
  }
  const field = (name: TextName) => ({
    value: values[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setValues((now) => ({ ...now, [name]: value })),
  })
  return {
    body,
    field,
    chosen,
    choose: (names: readonly string[] | undefined) => {
      choose(names)
      setChosen(true)
    },
    hasChanged: hasChosen || texts.some((each) => values[each] !== before[each]),
  }
}
