import { Checkbox, Stack } from '@mantine/core'
import type { AgentTool } from '#shared/protocol/rest-agents.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Tag } from '../parts/tag.tsx'
import { toolGroups } from './tool-groups.ts'
import parts from '../parts/parts.module.css'
import classes from './tool-choice.module.css'

interface ToolChoiceProps {
  tools: readonly AgentTool[]
  /** undefined: all that there are, and those to come. */
  chosen: readonly string[] | undefined
  choose: (names: readonly string[] | undefined) => void
}

/** What an agent may do at most: never more than whoever asks it. */
export function ToolChoice({ tools, chosen, choose }: ToolChoiceProps) {
  const t = useText('organisation')
  const names = tools.map(({ name }) => name)
  const turn = (name: string, isOn: boolean) =>
    choose(names.filter((each) => (each === name ? isOn : chosen?.includes(each))))
  return (
    <fieldset className={parts.fieldset}>
      <legend>{t('agents.tools')}</legend>
      <p className={parts.quiet}>{t('agents.toolsHint')}</p>
      <Checkbox
        mt="xs"
        label={t('agents.toolsAll')}
        checked={chosen === undefined}
        onChange={(event) => choose(event.currentTarget.checked ? undefined : names)}
      />
      {chosen &&
        toolGroups(tools).map(({ group, tools: found }) => (
          <fieldset key={group} className={classes.group}>
            <legend>{t(`agents.groups.${group}`)}</legend>
            <Stack gap="xs">
              {found.map(({ name, says, effect }) => (
                <Checkbox
                  key={name}
                  label={
                    <>
                      {says}{' '}
                      {effect !== 'read' && effect !== 'write' && (
                        <Tag tone={effect === 'destructive' ? 'danger' : 'warning'}>
                          {t(`agents.effects.${effect}`)}
                        </Tag>
                      )}
                    </>
                  }
                  checked={chosen.includes(name)}
                  onChange={(event) => turn(name, event.currentTarget.checked)}
                />
              ))}
            </Stack>
          </fieldset>
        ))}
    </fieldset>
  )
}
