import type { z } from 'zod'
import type { organisationSettingsBody } from '#shared/protocol/rest-admin.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { useAct } from '../parts/use-act.ts'

type Change = z.input<typeof organisationSettingsBody>

/** Changes what the organisation has decided; what is left out stays. */
export function useSettings() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  // The name stands in the list of all as well.
  const { act, isBusy } = useAct('orgs')
  const save = (body: Change) => act(path, { method: 'PATCH', body }, t('saved'))
  return { save, isBusy }
}
