import { useState } from 'react'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { callServer, type RestOutcome } from '../../rest.ts'
import { useRefresh } from '../../use-answer.tsx'

export type Call = Parameters<typeof callServer>[1]

/** One act of an administrator: asks the server, says what came of it, and looks again at what lies below `prefix`. */
export function useAct(prefix: string) {
  const t = useText('organisation')
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [isBusy, setBusy] = useState(false)
  const act = async <Answer>(path: string, call: Call, said?: string): Promise<RestOutcome<Answer>> => {
    setBusy(true)
    const outcome = await callServer<Answer>(path, call)
    setBusy(false)
    if (outcome.ok && said) announce(said)
    if (!outcome.ok) {
      const { reason, detail } = outcome
      announce(reason === 'unreachable' ? t('unreachable') : (detail ?? t('failed', { reason })), { tone: 'problem' })
    }
    refresh(prefix)
    return outcome
  }
  return { act, isBusy }
}
