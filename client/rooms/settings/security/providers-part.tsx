import { Alert, Button } from '@mantine/core'
import { useLocation, useSearch } from '@tanstack/react-router'
import type { ProviderStart } from '#shared/protocol/rest-account.ts'
import type { AccountSecurity } from '#shared/protocol/rest-account.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useRefresh } from '../../use-answer.tsx'
import { callServer, type RestOutcome } from '../rest.ts'
import { SettingsSection } from '../settings-section.tsx'
import { useProof } from './proof.tsx'
import { problemSentence, securitySentence } from './security-sentence.ts'
import classes from '../settings.module.css'

type Provider = AccountSecurity['providers'][number]

export function ProvidersPart({ providers }: { providers: readonly Provider[] }) {
  const t = useText('security')
  const { problem } = useSearch({ strict: false }) as { problem?: string }
  return (
    <SettingsSection title={t('providers.title')}>
      {problem !== undefined && (
        <Alert color="red" role="alert" mb="sm">
          {problemSentence(t, problem)}
        </Alert>
      )}
      <ul className={classes.list}>
        {providers.map((provider) => (
          <ProviderRow key={provider.name} provider={provider} />
        ))}
      </ul>
    </SettingsSection>
  )
}

function ProviderRow({ provider }: { provider: Provider }) {
  const t = useText('security')
  const { label, isLinked } = provider
  const { link, unlink } = useLinking(provider)
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>{label}</p>
        <p className={classes.rowHint}>{isLinked ? t('providers.linked') : t('providers.notLinked')}</p>
      </div>
      <Button
        variant="default"
        aria-label={isLinked ? t('providers.unlinkNamed', { label }) : t('providers.linkNamed', { label })}
        onClick={() => void (isLinked ? unlink() : link())}
      >
        {isLinked ? t('providers.unlink') : t('providers.link')}
      </Button>
    </li>
  )
}

function useLinking({ name, label }: Provider) {
  const t = useText('security')
  const announce = useAnnounce()
  const confirm = useConfirm()
  const prove = useProof()
  const refresh = useRefresh()
  const { pathname } = useLocation()
  const path = `account/providers/${encodeURIComponent(name)}`
  const tell = (outcome: RestOutcome<unknown>) => {
    if (!outcome.ok && outcome.reason !== 'called-off') announce(securitySentence(t, outcome), { tone: 'problem' })
  }
  return {
    link: async () => {
      const begun = await prove(() => callServer<ProviderStart>(path, { method: 'POST', body: { to: pathname } }))
      if (begun.ok) location.assign(begun.value.url)
      else tell(begun)
    },
    unlink: async () => {
      const title = t('providers.unlinkTitle', { label })
      const question = { title, body: t('providers.unlinkBody'), confirmLabel: t('providers.unlink') }
      if (!(await confirm({ ...question, danger: true }))) return
      const gone = await prove(() => callServer(path, { method: 'DELETE' }))
      if (gone.ok) announce(t('providers.unlinked', { label }))
      else tell(gone)
      refresh('account/security')
    },
  }
}
