import type { ProviderAnswer } from '#shared/protocol/rest-assistant.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useAnswer } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { ProviderForm } from './provider-form.tsx'
import classes from '../parts/parts.module.css'

/** Which model answers for the organisation. */
export function AssistantPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const provider = `${path}/assistant/provider`
  const answer = useAnswer<ProviderAnswer>(provider)
  return (
    <>
      <p className={classes.intro}>{t('assistant.intro')}</p>
      <Answered answer={answer} path={provider}>
        {(value) => <ProviderForm key={JSON.stringify(value)} answer={value} path={provider} />}
      </Answered>
    </>
  )
}
