import { useState } from 'react'
import type { RestOutcome } from '../rest.ts'
import { callServer } from '../rest.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useRefresh } from '../use-answer.tsx'

type Call = Parameters<typeof callServer>[1]

/** One act on the sharing of a thing: asks the server, says why not, and looks again at how it is now. */
export function useSharingAct(path: string) {
  const t = useText('sharing')
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [isBusy, setBusy] = useState(false)
  const act = async <Answer>(at: string, call: Call): Promise<RestOutcome<Answer>> => {
    setBusy(true)
    const outcome = await callServer<Answer>(at, call)
    setBusy(false)
    if (!outcome.ok) {
      const { reason, detail } = outcome
      const said = reason === 'unreachable' ? t('unreachable') : (detail ?? t('failed', { reason }))
      announce(said, { tone: 'problem' })
    }
    refresh(path)
    return outcome
  }
  return { act, isBusy }
}
