import { type Outcome, refused } from '#shared/kit/outcome.ts'
import type { GrantAnswer } from '#shared/protocol/rest-sharing.ts'
import type { AnyOutwardAct } from '#shared/rooms/outward-act.ts'
import { usePeople, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { callServer } from '../../rest.ts'

/** Does it as the screen for it would: the server decides, by the rights of whoever has clicked. Refused: with the sentence of why. */
export function useOutward(): (act: AnyOutwardAct, input: unknown) => Promise<Outcome<string, GrantAnswer>> {
  const t = useText('assistant')
  const { id, isLocal } = useWorkspace()
  return async (act, input) => {
    if (isLocal) return refused('local', t('outward.local'))
    const { path, method, body } = act.door(input)
    const outcome = await callServer<GrantAnswer>(`workspaces/${id}/${path}`, { method, body })
    if (outcome.ok) return outcome
    const { reason, detail = t('outward.failed') } = outcome
    return refused(reason, reason === 'unreachable' ? t('outward.offline') : detail)
  }
}

/** Somebody as the card names them: by an address, for names can be alike. undefined: nobody who is known here. */
export function useWhom(): (whom: string) => string | undefined {
  const { members } = usePeople()
  return (whom) => {
    if (whom.includes('@')) return whom
    const found = members.find(({ principal }) => principal === whom)
    return found && `${found.name} (${found.email})`
  }
}
