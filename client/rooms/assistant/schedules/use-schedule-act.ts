import { useState } from 'react'
import { useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { callServer } from '../../rest.ts'
import { useRefresh } from '../../use-answer.tsx'

interface ScheduleAct {
  /** Of the one that it is about; absent: a new one. */
  readonly id?: string | undefined
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly body?: object
  readonly said?: string
}

/** Below `/api/`. */
export function useSchedulesPath(): string {
  return `workspaces/${useWorkspace().id}/schedules`
}

/** Makes, changes or ends a schedule, says what came of it and looks again. false: it was not done. */
export function useScheduleAct() {
  const t = useText('schedules')
  const announce = useAnnounce()
  const refresh = useRefresh()
  const path = useSchedulesPath()
  const [isBusy, setBusy] = useState(false)
  const act = async ({ id, method, body, said }: ScheduleAct): Promise<boolean> => {
    setBusy(true)
    const outcome = await callServer(id === undefined ? path : `${path}/${id}`, { method, ...(body && { body }) })
    setBusy(false)
    refresh(path)
    if (outcome.ok) {
      if (said) announce(said)
      return true
    }
    const { reason, detail } = outcome
    announce(reason === 'unreachable' ? t('unreachable') : (detail ?? t('failed', { reason })), { tone: 'problem' })
    return false
  }
  return { act, isBusy }
}
