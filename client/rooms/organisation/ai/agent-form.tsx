import { Button, Textarea, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import type { AgentSummary, AgentTool } from '#shared/protocol/rest-agents.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'
import { ToolChoice } from './tool-choice.tsx'
import { type AgentDraft, useAgentDraft } from './use-agent-draft.ts'
import classes from '../parts/parts.module.css'

interface AgentFormProps {
  agent: AgentSummary
  tools: readonly AgentTool[]
}

export function AgentForm({ agent, tools }: AgentFormProps) {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const draft = useAgentDraft(agent, tools)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { name } = draft.body
    await act(`${path}/agents/${agent.id}`, { method: 'PATCH', body: draft.body }, t('agents.saved', { name }))
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput required maxLength={60} label={t('agents.name')} {...draft.field('name')} />
      <Textarea
        autosize
        minRows={3}
        maxRows={12}
        maxLength={20_000}
        label={t('agents.instructions')}
        description={t('agents.instructionsHint')}
        {...draft.field('instructions')}
      />
      <TextInput
        maxLength={200}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        label={t('agents.model')}
        description={t('agents.modelHint')}
        {...draft.field('model')}
      />
      <Numbers draft={draft} />
      <ToolChoice tools={tools} chosen={draft.chosen} choose={draft.choose} />
      <div>
        <Button type="submit" loading={isBusy} disabled={!draft.hasChanged || draft.body.name === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

const numbers = [
  { name: 'temperature', min: 0, max: 2, step: 0.1 },
  { name: 'maxTokens', min: 1, max: 1_000_000, step: 1 },
  { name: 'monthlyTokens', min: 0, max: undefined, step: 1 },
] as const

function Numbers({ draft }: { draft: AgentDraft }) {
  const t = useText('organisation')
  return numbers.map(({ name, ...bounds }) => (
    <TextInput
      key={name}
      type="number"
      {...bounds}
      classNames={{ input: classes.number ?? '' }}
      label={t(`agents.${name}`)}
      description={t(`agents.${name}Hint`)}
      {...draft.field(name)}
    />
  ))
}
