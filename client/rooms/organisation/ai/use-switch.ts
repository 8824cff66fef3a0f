import type { AgentSummary } from '#shared/protocol/rest-agents.ts'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'

/** Gives an agent something to do, or nothing any more. The latter is asked once: people may be waiting. */
export function useSwitch({ id, name, isEnabled }: AgentSummary) {
  const t = useText('organisation')
  const confirm = useConfirm()
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const turn = async () => {
    const isSure =
      !isEnabled ||
      (await confirm({
        title: t('agents.switchOffTitle', { name }),
        body: t('agents.switchOffBody'),
        confirmLabel: t('agents.switchOff'),
        danger: true,
      }))
    const said = t(isEnabled ? 'agents.switchedOff' : 'agents.switchedOn', { name })
    if (isSure) await act(`${path}/agents/${id}`, { method: 'PATCH', body: { isEnabled: !isEnabled } }, said)
  }
  return { turn, isBusy }
}
